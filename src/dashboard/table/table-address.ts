import { type FieldTexts, fieldsOf, type PropertySchema } from '../forms/schema.ts'
import type { TableOptions } from './table-cell.ts'

/** Options of the descent that the page lets one choose for the whole table. */
export const CHOSEN_OPTIONS = ['stepSize', 'maxIterations'] as const

/** The ids of the jobs as the page's address has them, one a cell with commas between; null where there is none. */
export function idsOf(written: string | undefined, cells: number): readonly (string | null)[] {
  const ids = (written ?? '').split(',')
  return Array.from({ length: cells }, (_, place) => ids[place]?.trim() || null)
}

/** Ids as the address has them; empty where there are none at all. */
export function addressOf(ids: readonly (string | null)[]): string {
  return ids.every((id) => id === null) ? '' : ids.map((id) => id ?? '').join(',')
}

/** The part of the schema of a descent's options that the page shows. */
export function chosenSchema({ properties = {} }: PropertySchema): PropertySchema {
  return { properties: Object.fromEntries(CHOSEN_OPTIONS.map((name) => [name, properties[name] ?? {}])) }
}

/** What was typed, as the service takes it. */
export function tableOptions(schema: PropertySchema, texts: FieldTexts): TableOptions {
  const seed = texts.seed?.trim() ?? ''
  return { ...(seed !== '' && { seed: Number(seed) }), options: fieldsOf(schema, texts) }
}
