import type { RandomStream } from '../numerics/random.ts'
import type { Target } from '../target.ts'
import { randomSigns } from './random-signs.ts'

/** Sizes of a perturbation: largest coordinate, Euclidean length, and how many coordinates it changes. */
export interface Norms {
  readonly linf: number
  readonly l2: number
  readonly l0: number
}

/** What random noise of an attack's size does: mean and least output over some draws, and whether the mean responds. */
export interface NoiseControl {
  readonly output: number
  readonly least: number
  readonly responds: boolean
}

/** What one attack of size ε did, and what random noise of the same size did. */
export interface PerturbationReport {
  readonly epsilon: number
  readonly attacked: Float64Array
  readonly output: number
  readonly responds: boolean
  readonly norms: Norms
  readonly control: NoiseControl
}

/** Norms of the difference of two arrays of the same length. */
function normsOf(before: Float64Array, after: Float64Array): Norms {
  let linf = 0
  let squares = 0
  let l0 = 0
  for (let i = 0; i < before.length; i++) {
    const difference = Math.abs(after[i]! - before[i]!)
    linf = Math.max(linf, difference)
    squares += difference * difference
    if (difference > 0) l0++
  }
  return { linf, l2: Math.sqrt(squares), l0 }
}

/** Runs an attack of size ε from `x` and its random control, and reports both. */
export function reportPerturbation(
  target: Target,
  x: Float64Array,
  epsilon: number,
  attack: (target: Target, x: Float64Array, epsilon: number) => Float64Array,
  random: RandomStream,
): PerturbationReport {
  const attacked = attack(target, x, epsilon)
  const output = target.output(attacked)
  return {
    epsilon,
    attacked,
    output,
    responds: output > target.threshold,
    norms: normsOf(x, attacked),
    control: noiseControl(target, x, epsilon, random),
  }
}

/**
 * How often the control is drawn: in few coordinates one draw may by chance be the attack itself, in many it is as
 * good as their mean.
 */
export function controlDraws(dimension: number): number {
  return Math.min(64, Math.ceil(1000 / dimension))
}

function noiseControl(target: Target, x: Float64Array, epsilon: number, random: RandomStream): NoiseControl {
  const outputs = Array.from({ length: controlDraws(x.length) }, () =>
    target.output(randomSigns(target, x, epsilon, random)),
  )
  const output = outputs.reduce((sum, value) => sum + value, 0) / outputs.length
  return { output, least: Math.min(...outputs), responds: output > target.threshold }
}
