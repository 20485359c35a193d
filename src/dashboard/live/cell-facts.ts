import type { Static } from 'typebox'
import type { EvaluateAnswer } from '../../api/schemas/evaluate.ts'
import type { CellModelEntry, CellTarget } from '../forms/cell.ts'
import { request } from '../service/client.ts'

/** What a cell decides by. */
export interface CellFacts {
  readonly threshold: number
  /** τc, in s. */
  readonly criticalBindingTime: number
}

/** Asks the service for the threshold of a cell; its τc is what its parameters or their defaults say. */
export async function loadCellFacts(
  { model, parameters }: CellTarget,
  models: readonly CellModelEntry[],
  signal?: AbortSignal,
): Promise<CellFacts> {
  const body = {
    ...(parameters && { parameters }),
    mixtures: [{ ligands: [{ bindingTime: 1, quantity: 1 }] }],
  }
  const answer = await request(`/v1/models/${model}/evaluate`, { body, signal })
  const { threshold } = (await answer.json()) as Static<typeof EvaluateAnswer>
  const schema = models.find(({ name }) => name === model)?.parameters.properties?.criticalBindingTime
  return { threshold, criticalBindingTime: Number(parameters?.criticalBindingTime ?? schema?.default) }
}
