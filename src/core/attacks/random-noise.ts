import { leastAndMean } from '../numerics/least-and-mean.ts'
import type { RandomStream } from '../numerics/random.ts'
import { type Bounds, clip, type Target } from '../target.ts'
import { ballAround } from './ball.ts'
import type { Norm } from './norms.ts'

/** The size of a perturbation, and the norm in which it is one: ε, in L0 a whole number of coordinates. */
export interface Size {
  readonly epsilon: number
  readonly norm: Norm
}

/** How often random noise is drawn as an attack. */
export const NOISE_DEFAULTS = { draws: 100 } as const

/**
 * Random noise of the size of an attack, within the bounds; it looks at no gradient. The control that every attack is
 * reported beside.
 *
 * L∞: every coordinate moves by ε up or down by a coin; L2: a point of the sphere of radius ε, uniformly; L0: ε
 * coordinates, drawn without repetition, take any value within their bounds (which are finite), uniformly. Returns a
 * new array of the target's dimension, within the budget and the bounds as computed in doubles (when `x` is within them).
 */
export function randomNoise(
  { bounds }: Target,
  x: Float64Array,
  { epsilon, norm }: Size,
  random: RandomStream,
): Float64Array {
  if (norm === 'l0') return changeSome(x, epsilon, bounds, random)
  const drawn = norm === 'linf' ? coins(x.length, random) : normals(x.length, random)
  return ballAround(x, epsilon, norm, bounds).step(x, drawn, -epsilon)
}

/** 1 or −1, one as likely as the other. */
function coins(count: number, random: RandomStream): Float64Array {
  const drawn = new Float64Array(count)
  for (let i = 0; i < count; i++) drawn[i] = 1 - 2 * Number(random.uniform() < 0.5)
  return drawn
}

function normals(count: number, random: RandomStream): Float64Array {
  const drawn = new Float64Array(count)
  for (let i = 0; i < count; i++) drawn[i] = random.normal()
  return drawn
}

/** Floyd's drawing without repetition (Bentley & Floyd, Commun. ACM 30, 754, 1987), which takes `count` draws. */
function changeSome(
  x: Float64Array,
  count: number,
  { lower, upper }: Bounds,
  random: RandomStream,
): Float64Array {
  const chosen = new Set<number>()
  for (let last = x.length - count; last < x.length; last++) {
    const i = Math.floor(random.uniform() * (last + 1))
    chosen.add(chosen.has(i) ? last : i)
  }
  const changed = x.slice()
  for (const i of chosen) changed[i] = lower[i]! + random.uniform() * (upper[i]! - lower[i]!)
  return clip(changed, { lower, upper })
}

/** What many draws of noise of one size did. */
export interface NoiseAttack {
  /** The draw with the lowest output. */
  readonly attacked: Float64Array
  readonly mean: number
  readonly least: number
  /** Share of the draws that leave the target silent. */
  readonly silenced: number
}

/**
 * Random noise as an attack: the lowest of `draws` (from 1) draws, and what all of them did. Within the bounds and the
 * budget as computed in doubles; unlike the other attacks it may raise the output.
 */
export function randomAttack(
  target: Target,
  x: Float64Array,
  size: Size,
  { draws }: { readonly draws: number },
  random: RandomStream,
): NoiseAttack {
  let attacked = x
  let lowest = Number.POSITIVE_INFINITY
  let silent = 0
  const outputs = new Float64Array(draws)
  for (let draw = 0; draw < draws; draw++) {
    const point = randomNoise(target, x, size, random)
    const output = target.output(point)
    outputs[draw] = output
    if (output <= target.threshold) silent++
    if (!(output < lowest)) continue
    lowest = output
    attacked = point
  }
  return { attacked, ...leastAndMean(outputs), silenced: silent / draws }
}
