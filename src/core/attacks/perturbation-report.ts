import { leastAndMean } from '../numerics/least-and-mean.ts'
import type { RandomStream } from '../numerics/random.ts'
import type { Target } from '../target.ts'
import { type Norms, normsOf } from './norms.ts'
import { randomNoise, type Size } from './random-noise.ts'

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

/** Reports a perturbation of `x` that an attack of this size made, beside its random control. */
export function reportPerturbation(
  target: Target,
  x: Float64Array,
  attacked: Float64Array,
  size: Size,
  random: RandomStream,
): PerturbationReport {
  const output = target.output(attacked)
  return {
    epsilon: size.epsilon,
    attacked,
    output,
    responds: output > target.threshold,
    norms: normsOf(x, attacked),
    control: noiseControl(target, x, size, random),
  }
}

/**
 * How often the control is drawn: in few coordinates one draw may by chance be the attack itself, in many it is as
 * good as their mean.
 */
export function controlDraws(dimension: number): number {
  return Math.min(64, Math.ceil(1000 / dimension))
}

function noiseControl(target: Target, x: Float64Array, size: Size, random: RandomStream): NoiseControl {
  const outputs = Array.from({ length: controlDraws(x.length) }, () =>
    target.output(randomNoise(target, x, size, random)),
  )
  const { least, mean } = leastAndMean(outputs)
  return { output: mean, least, responds: mean > target.threshold }
}
