import type { AttackSpec } from '../attack/draft.ts'
import { cellAttackPresets } from '../attack/presets.ts'
import type { Preset } from '../service/presets.ts'
import { asPicture, type Population } from './ring-picture.ts'

/** One cell (N, m) of the table, and the attack on it as the service's preset gives it. */
export interface TableCell {
  readonly N: number
  readonly m: number
  readonly preset: AttackSpec
}

/** What may be chosen for all cells of a table at once; undefined: as the presets have it. */
export interface TableOptions {
  readonly seed?: number
  readonly options: Readonly<Record<string, unknown>>
}

/** The presets that make the table. */
const GROUP = 'descent-table'

/** So many of a run's frames at the most also carry its ligands. */
const PICTURES = 40

/** The cells of the table in the order of its presets. */
export function tableCells(presets: readonly Preset[]): readonly TableCell[] {
  return cellAttackPresets(presets)
    .filter(({ group }) => group === GROUP)
    .map(({ body }) => {
      const { N, m } = body.target.parameters as { N: number; m: number }
      return { N, m, preset: body }
    })
}

/**
 * The attack that fills a cell: its preset's, with the ligands as a picture. The population of a grey level draws the
 * same binding times as without a picture, so that the descent is the preset's.
 */
export function specOf({ preset }: TableCell, { seed, options }: TableOptions): AttackSpec {
  return {
    ...preset,
    ...(seed !== undefined && { seed }),
    ligands: { image: asPicture(populationsOf(preset)) },
    options: { ...preset.options, ...options, pictures: PICTURES },
  }
}

/** The populations of a preset's attack. */
export function populationsOf({ ligands }: AttackSpec): readonly Population[] {
  return ligands.populations as readonly Population[]
}

/** τc of a cell, in s. */
export function criticalBindingTimeOf({ preset }: TableCell): number {
  return Number(preset.target.parameters?.criticalBindingTime)
}

/** Whether the gradient has a critical point where ligands do not bind. */
export function hasCriticalPoint({ m }: Pick<TableCell, 'm'>): boolean {
  return m > 1
}
