import { getJson } from '../service/client.ts'
import { type FieldTexts, fieldsOf, type PropertySchema, textsOf } from './schema.ts'

/** A decision model as the service describes it. */
export interface CellModelEntry {
  readonly name: string
  readonly title: string
  readonly equation: string
  readonly source: string
  readonly parameters: PropertySchema
}

/** A cell as specs name it. */
export interface CellTarget {
  readonly model: string
  readonly parameters?: Readonly<Record<string, unknown>>
}

/** A cell as a form holds it. */
export interface CellTexts {
  readonly model: string
  readonly parameters: FieldTexts
}

/** What the ideal model, which has no defaults, starts with: the (N, m) and τc (s) of the paper's figures. */
const IDEAL: CellTarget = {
  model: 'adaptive-proofreading',
  parameters: { N: 5, m: 3, criticalBindingTime: 3 },
}

export async function loadModels(signal?: AbortSignal): Promise<readonly CellModelEntry[]> {
  return (await getJson<{ models: CellModelEntry[] }>('/v1/models', signal)).models
}

/** A cell of a model before anything was typed. */
export function newCell(model = IDEAL.model): CellTarget {
  return model === IDEAL.model ? IDEAL : { model }
}

export function cellTexts({ model, parameters }: CellTarget, models: readonly CellModelEntry[]): CellTexts {
  return { model, parameters: textsOf(schemaOf(model, models), parameters) }
}

/** The cell that a form holds. */
export function cellOf({ model, parameters }: CellTexts, models: readonly CellModelEntry[]): CellTarget {
  const value = fieldsOf(schemaOf(model, models), parameters)
  return Object.keys(value).length === 0 ? { model } : { model, parameters: value }
}

/** The value of one parameter: what was typed, else the model's default. */
export function parameterOf(
  { model, parameters }: CellTexts,
  name: string,
  models: readonly CellModelEntry[],
): number {
  const text = parameters[name]?.trim() ?? ''
  return Number(text === '' ? schemaOf(model, models).properties?.[name]?.default : text)
}

export function schemaOf(model: string, models: readonly CellModelEntry[]): PropertySchema {
  return models.find(({ name }) => name === model)?.parameters ?? {}
}
