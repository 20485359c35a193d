import { randomStream } from '../../../src/core/numerics/random.ts'

/** Random choices that the same seed and index make again. */
export interface Draw {
  /** A whole number from 0 up to, not including, `end`. */
  below(end: number): number
  chance(probability: number): boolean
  pick<T>(among: readonly T[]): T
}

export function drawFrom(seed: number, index: number): Draw {
  const stream = randomStream(seed, index)
  const below = (end: number) => Math.floor(end * stream.uniform())
  return {
    below,
    chance: (probability) => stream.uniform() < probability,
    pick: (among) => among[below(among.length)]!,
  }
}
