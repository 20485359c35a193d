import type { RandomStream } from '../numerics/random.ts'
import { clip, type Target } from '../target.ts'
import { ballAround } from './ball.ts'
import { linearStep } from './linear-step.ts'
import { type ConvexNorm, normsOf } from './norms.ts'

/** How the smallest perturbation is sought. */
export interface MinimalOptions {
  /** The norm in which it is to be small. */
  readonly norm: ConvexNorm
  /** Steps to the boundary, and then along it, from each start; a whole number from 1. */
  readonly iterations: number
  /** How often it starts again from a random point near by, a whole number from 0. */
  readonly restarts: number
}

/** DeepFool takes a few steps on smooth targets; along the boundary it converges more slowly. */
export const MINIMAL_DEFAULTS = { iterations: 50, restarts: 4 } as const

/** The smallest perturbation found, or where none was found the one that took the output the lowest. */
export interface MinimalPerturbation {
  /** Whether it silences the target: output ≤ threshold. */
  readonly found: boolean
  readonly attacked: Float64Array
  readonly output: number
  /** In the norm asked. */
  readonly size: number
}

/** Halvings of a segment until its ends are neighbouring numbers, or nearly. */
const BISECTIONS = 52

/** Halvings of a step that does not lower the output, before it is given up. */
const BACKTRACKS = 30

/** Outputs and gradients that one iteration takes at the most, for what the attack is said to cost. */
export const MINIMAL_EVALUATIONS = BISECTIONS + BACKTRACKS

/** DeepFool steps a little further than to the linearised boundary, so that it comes to lie behind it. */
const OVERSHOOT = 0.02

/** The part of a step along the boundary that is tried at the least. */
const SHORTEST_SHARE = 1 / 64

/** A step along the boundary that gains less than this share of the size is the last. */
const LEAST_GAIN = 1e-12

/** Where a derivative diverges it is taken this share of the vector's largest coordinate away. */
const NUDGE = 1e-9

/**
 * The smallest perturbation of `x` that silences the target.
 *
 * From each start: DeepFool's steps to the linearised boundary, r = argmin |r|: f + g·r = threshold within the bounds,
 * until it is crossed; then bisection along the segment from `x`; then, along the boundary, the point of its tangent
 * that is nearest to `x` is sought and brought back to the boundary along the ray from `x`, while that comes nearer.
 * A local method: what it finds is an upper bound of the smallest size. Sources: Moosavi-Dezfooli et al.,
 * arXiv:1511.04599; the nearest point of the tangent is from Croce & Hein, arXiv:1907.02044.
 */
export function minimalPerturbation(
  target: Target,
  x: Float64Array,
  options: MinimalOptions,
  random: RandomStream,
): MinimalPerturbation {
  const search: Search = { target, x, ...options }
  let best = nearestFrom(search, x)
  for (let restart = 0; restart < options.restarts; restart++) {
    if (best.found && best.size === 0) break
    const ball = ballAround(x, best.size || lengthOf(x), options.norm, target.bounds)
    const next = nearestFrom(search, ball.project(ball.draw(random)))
    if (isBetter(next, best)) best = next
  }
  return best
}

interface Search extends MinimalOptions {
  readonly target: Target
  readonly x: Float64Array
}

function isBetter(a: MinimalPerturbation, b: MinimalPerturbation): boolean {
  if (a.found !== b.found) return a.found
  return a.found ? a.size < b.size : a.output < b.output
}

function nearestFrom(search: Search, start: Float64Array): MinimalPerturbation {
  const reached = stepToBoundary(search, start)
  if (!reached.found) return reached
  let best = nearestOnSegment(search, reached)
  for (let i = 0; i < search.iterations; i++) {
    const next = closer(search, best)
    if (next === null) break
    best = next
  }
  return best
}

function perturbation({ target, x, norm }: Search, attacked: Float64Array): MinimalPerturbation {
  const output = target.output(attacked)
  return { found: output <= target.threshold, attacked, output, size: normsOf(x, attacked)[norm] }
}

/** DeepFool's steps, each halved until it lowers the output. */
function stepToBoundary(search: Search, start: Float64Array): MinimalPerturbation {
  const { bounds, threshold } = search.target
  let at = perturbation(search, start)
  for (let i = 0; i < search.iterations && !at.found; i++) {
    const { attacked: z, output } = at
    const drop = (1 + OVERSHOOT) * (output - threshold)
    const step = linearStep(z, finiteGradient(search.target, z), drop, {
      norm: search.norm,
      bounds,
      farthest: lengthOf(z),
    })
    let next = at
    for (let halvings = 0; halvings <= BACKTRACKS && !(next.output < output); halvings++) {
      const moved = z.map((value, j) => value + step[j]! * 2 ** -halvings)
      next = perturbation(search, clip(moved, bounds))
    }
    if (!(next.output < output)) break
    at = next
  }
  return at
}

/** The silent point nearest to `x` on the segment from it to `far`, which is silent. */
function nearestOnSegment(search: Search, far: MinimalPerturbation): MinimalPerturbation {
  const { x, target } = search
  let best = far
  let [responding, silent] = [0, 1]
  for (let i = 0; i < BISECTIONS; i++) {
    const share = (responding + silent) / 2
    const point = x.map((value, j) => value + share * (far.attacked[j]! - value))
    const middle = perturbation(search, clip(point, target.bounds))
    if (middle.found) {
      best = middle
      silent = share
    } else responding = share
  }
  return best
}

/** A silent point nearer to `x` than `best`, which is on the boundary, along its tangent; null where there is none. */
function closer(search: Search, best: MinimalPerturbation): MinimalPerturbation | null {
  const { target, x, norm } = search
  const { attacked: z, output, size } = best
  const gradient = finiteGradient(target, z)
  let drop = output - target.threshold
  for (let i = 0; i < x.length; i++) drop += gradient[i]! * (x[i]! - z[i]!)
  if (!(drop > 0)) return null
  const { bounds } = target
  const step = linearStep(x, gradient, drop, { norm, bounds, farthest: lengthOf(x) + size })
  for (let share = 1; share >= SHORTEST_SHARE; share /= 2) {
    const towards = z.map((value, i) => value + share * (x[i]! + step[i]! - value))
    // Out along the ray from `x` to as far as the best: the boundary is met before that, or this is no better.
    const scale = size / normsOf(x, towards)[norm]
    // Slopes at the end of the range of numbers lead back to `x` itself, or nowhere: there is no ray.
    if (!(Number.isFinite(scale) && towards.every(Number.isFinite))) continue
    const point = x.map((value, i) => value + scale * (towards[i]! - value))
    const far = perturbation(search, clip(point, bounds))
    if (!far.found) continue
    const next = nearestOnSegment(search, far)
    if (next.size < size * (1 - LEAST_GAIN)) return next
  }
  return null
}

/** The gradient, and where it diverges its value a little further on: what a linearisation can use. */
function finiteGradient(target: Target, x: Float64Array): Float64Array {
  const gradient = target.gradient(x)
  if (gradient.every(Number.isFinite)) return gradient
  const nudge = NUDGE * lengthOf(x)
  const moved = x.map((value, i) =>
    Number.isFinite(gradient[i]) ? value : value - nudge * Math.sign(gradient[i]!),
  )
  return target.gradient(clip(moved, target.bounds)).map((slope) => (Number.isFinite(slope) ? slope : 0))
}

/** The largest coordinate: no step goes further, since a linearisation says nothing of what lies there. */
function lengthOf(x: Float64Array): number {
  return normsOf(new Float64Array(x.length), x).linf || 1
}
