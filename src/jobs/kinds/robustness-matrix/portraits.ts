import { FLATNESS_DEFAULTS, flatness } from '../../../core/analyses/flatness.ts'
import { regimeAtFloor } from '../../../core/analyses/origin-regime.ts'
import type { Regime } from '../../../core/cells/regime.ts'
import { euclideanLength } from '../../../core/numerics/euclidean-length.ts'
import { median } from '../../../core/numerics/quantile.ts'
import type { PartSetting } from '../../kind.ts'
import type { StartingPoint } from '../perturbation/method.ts'
import { type ColumnSpec, inputsOf, openColumn } from './columns.ts'
import { inputStream } from './streams.ts'

/** So many inputs, of those that respond, are looked at for the portrait of a target. */
export const PORTRAYED = 3

/** Random steps of a portrait go so far, as a share of the input's length: the same for cells and networks. */
export const PORTRAIT_RADIUS = 0.05

/**
 * What kind of landscape a target has, to explain which attacks work: medians over the first inputs that respond, those
 * without a number left out, and the regime of the first of them; null where there is none.
 */
export interface Portrait {
  readonly regime: Regime | null
  readonly vanishing: number | null
  readonly relativeChange: number | null
  readonly boundary: { readonly linf: number | null; readonly l2: number | null }
  readonly steepening: number | null
}

/** The landscape around the first inputs that respond. */
export function portraitOf(column: ColumnSpec, setting: PartSetting): Portrait {
  const input = openColumn(column, 'linf', setting)
  const found: ReturnType<typeof portray>[] = []
  for (let i = 0; i < inputsOf(column) && found.length < PORTRAYED; i++) {
    const { start } = input(i)
    if (start.target.output(start.x) > start.target.threshold) found.push(portray(start, i, setting))
  }
  const middle = (of: (portrait: (typeof found)[number]) => number | null) =>
    median(found.map(of).filter((value) => value !== null))
  return {
    regime: found[0]?.regime ?? null,
    vanishing: middle(({ vanishing }) => vanishing),
    relativeChange: middle(({ relativeChange }) => relativeChange),
    boundary: { linf: middle(({ boundary }) => boundary.linf), l2: middle(({ boundary }) => boundary.l2) },
    steepening: middle(({ steepening }) => steepening),
  }
}

function portray({ target, x }: StartingPoint, i: number, { seed }: PartSetting) {
  const options = { radius: PORTRAIT_RADIUS * euclideanLength(x), draws: FLATNESS_DEFAULTS.draws }
  return { ...flatness(target, x, options, inputStream(seed, i, 'portrait')), ...regimeAtFloor(target, x) }
}
