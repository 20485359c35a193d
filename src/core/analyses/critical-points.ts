import type { CellModel } from '../cells/cell-model.ts'
import type { Ligand } from '../cells/mixture.ts'
import { type EscapeClass, escapeClassOf, type Regime, regimeOf } from '../cells/regime.ts'
import { Interrupted } from '../errors.ts'
import { root } from '../numerics/root.ts'

/** A place where the output does not change with the antagonists' binding time (s). */
export interface StationaryPoint {
  readonly bindingTime: number
  readonly output: number
  readonly type: 'minimum' | 'maximum'
}

/** What the feedback's pull on a weakly binding ligand does as its binding time goes to 0. */
export type PullAtOrigin = 'vanishes' | 'finite' | 'diverges' | 'none'

export interface CriticalPoints {
  readonly stationary: StationaryPoint[]
  /** Binding times (s) at which the curvature changes its sign, ascending. */
  readonly inflections: number[]
  readonly pullAtOrigin: PullAtOrigin
  readonly criticalPointAtOrigin: boolean
  readonly regime: Regime
  readonly escape: EscapeClass
  /** The least output between 0 and the end of the range, and where. */
  readonly strongest: { readonly bindingTime: number; readonly output: number }
}

/** The range is looked at in so many places evenly in the logarithm, from so small a share of it on, and evenly. */
const PLACES = { logarithmic: 400, linear: 400, least: 1e-6 }

/** How many outputs the search takes, about: a value, a slope and a curvature at each place. */
export const OUTPUTS_PER_CURVE = 10_000

/** Relative precision of a place. */
const TOLERANCE = 1e-11

/** Step of the difference that gives the curvature from the slope, relative; its error is of the fourth order. */
const CURVATURE_STEP = 1e-3

/** A curvature this small beside the slope over the binding time is rounding. */
const LEAST_CURVATURE = 1e-8

/** Output, slope and curvature as functions of the antagonists' binding time. */
interface Curve {
  readonly output: (tau: number) => number
  readonly slope: (tau: number) => number
  readonly curvature: (tau: number) => number
}

/**
 * Stationary points and inflections of the output over the binding time τ2 of `quantity` antagonists beside an agonist,
 * for τ2 in [0, to] (s): what tells the two regimes apart.
 *
 * Both are bracketed where the slope, or the curvature, changes its sign between two of some 800 places, and found by
 * Brent's method to 1e-11 of their place. The slope is the model's gradient, the curvature its difference. The origin
 * itself is listed where the slope vanishes there. Throws `InvalidInput` as the model does, and `Interrupted`.
 * Source: arXiv:1807.04270, section IV.
 */
export function criticalPoints(
  model: CellModel,
  agonist: Ligand,
  quantity: number,
  to: number,
  shouldStop: () => boolean = () => false,
): CriticalPoints {
  const curve = curveOf(model, agonist, quantity, shouldStop)
  const places = placesUpTo(to)
  const stationary = [
    ...stationaryAtOrigin(curve, places),
    ...signChanges(curve.slope, places).map(({ at, rising }) => ({
      bindingTime: at,
      output: curve.output(at),
      type: rising ? ('minimum' as const) : ('maximum' as const),
    })),
  ]
  const inflections = signChanges(significant(curve), places).map(({ at }) => at)
  const regime = regimeOf(model.pullExponent)
  const candidates = [0, ...stationary.map(({ bindingTime }) => bindingTime), to].map((bindingTime) => ({
    bindingTime,
    output: curve.output(bindingTime),
  }))
  return {
    stationary,
    inflections,
    pullAtOrigin: pullAtOrigin(model.pullExponent),
    criticalPointAtOrigin: regime === 'critical-point',
    regime,
    escape: escapeClassOf(model.pullExponent),
    strongest: candidates.reduce((least, candidate) => (candidate.output < least.output ? candidate : least)),
  }
}

function curveOf(model: CellModel, agonist: Ligand, quantity: number, shouldStop: () => boolean): Curve {
  const mixture = {
    bindingTimes: Float64Array.of(agonist.bindingTime, 0),
    quantities: Float64Array.of(agonist.quantity, quantity),
  }
  const output = (tau: number) => {
    mixture.bindingTimes[1] = tau
    return model.output(mixture)
  }
  const slope = (tau: number) => {
    if (shouldStop()) throw new Interrupted()
    mixture.bindingTimes[1] = tau
    return model.gradient(mixture).bindingTime[1]!
  }
  const curvature = (tau: number) => {
    const h = CURVATURE_STEP * tau
    return (8 * (slope(tau + h) - slope(tau - h)) - slope(tau + 2 * h) + slope(tau - 2 * h)) / (12 * h)
  }
  return { output, slope, curvature }
}

/** The curvature, 0 where it is nothing but rounding. */
function significant({ slope, curvature }: Curve): (tau: number) => number {
  return (tau) => {
    const value = curvature(tau)
    return Math.abs(value * tau) > LEAST_CURVATURE * Math.abs(slope(tau)) ? value : 0
  }
}

function placesUpTo(to: number): Float64Array {
  const { logarithmic, linear, least } = PLACES
  const places = [
    ...Array.from({ length: logarithmic }, (_, i) => to * least ** (1 - i / logarithmic)),
    ...Array.from({ length: linear }, (_, i) => (to * (i + 1)) / linear),
  ]
  return Float64Array.from(new Set(places)).sort()
}

function stationaryAtOrigin({ output, slope }: Curve, places: Float64Array): StationaryPoint[] {
  if (slope(0) !== 0) return []
  // Of a high power nothing is left in doubles for some way.
  const beside = places.find((tau) => slope(tau) !== 0)
  if (beside === undefined) return []
  return [{ bindingTime: 0, output: output(0), type: slope(beside) > 0 ? 'minimum' : 'maximum' }]
}

/** Where a function changes its sign between two places, zeros skipped, and whether it then rises. */
function signChanges(f: (tau: number) => number, places: Float64Array): { at: number; rising: boolean }[] {
  const changes: { at: number; rising: boolean }[] = []
  let last: { at: number; value: number } | undefined
  for (const at of places) {
    const value = f(at)
    if (value === 0) continue
    if (last !== undefined && Math.sign(value) !== Math.sign(last.value)) {
      changes.push({ at: root(f, last.at, at, TOLERANCE * at), rising: value > 0 })
    }
    last = { at, value }
  }
  return changes
}

function pullAtOrigin(exponent: number | null): PullAtOrigin {
  if (exponent === null) return 'none'
  if (exponent === 0) return 'finite'
  return exponent > 0 ? 'vanishes' : 'diverges'
}
