import { type Method, optionsSchema } from '../attack/attack-methods.ts'
import { type FieldTexts, fieldsOf, type PropertySchema } from '../forms/schema.ts'
import type { TableOptions } from './table-cell.ts'

/** The table's runs. */
const KIND = 'gradient-descent'

/** The ids of the jobs as the page's address has them, one a cell with commas between; null where there is none. */
export function idsOf(written: string | undefined, cells: number): readonly (string | null)[] {
  const ids = (written ?? '').split(',')
  return Array.from({ length: cells }, (_, place) => ids[place]?.trim() || null)
}

/** Ids as the address has them; empty where there are none at all. */
export function addressOf(ids: readonly (string | null)[]): string {
  return ids.every((id) => id === null) ? '' : ids.map((id) => id ?? '').join(',')
}

/** What may be chosen for all runs of the table: two options of the descent, and the seed, which is the presets'. */
export function chosenSchema(methods: readonly Method[], seed: number | undefined): PropertySchema {
  const { stepSize = {}, maxIterations = {} } = optionsSchema(methods, KIND).properties ?? {}
  const seeds = methods.find(({ kind }) => kind === KIND)?.spec.properties?.seed
  const description = 'Decides the binding times that are drawn; the same for all runs.'
  return { properties: { stepSize, maxIterations, seed: { ...seeds, description, default: seed } } }
}

/** What was typed, as the service takes it. */
export function tableOptions(schema: PropertySchema, texts: FieldTexts): TableOptions {
  const { seed, ...options } = fieldsOf(schema, texts)
  return { ...(seed !== undefined && { seed: Number(seed) }), options }
}
