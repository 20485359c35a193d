import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { mersenne } from 'pure-rand/generator/mersenne'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator'
import { jumped } from './stream-jump.ts'

/** A seeded source of random numbers; the same seed and index give the same numbers everywhere. */
export interface RandomStream {
  /** Uniform in [0, 1), a multiple of 2^-53. */
  uniform(): number
  /** Standard normal. */
  normal(): number
}

/**
 * Stream number `index` of `seed` (both whole, seed in [0, 2^32)).
 *
 * Streams of one seed are 2^64 steps of xoroshiro128+ apart and so never meet. Normal deviates are Box and
 * Muller's (Ann. Math. Stat. 29, 610, 1958), both of a pair used; none lies further out than 8.6.
 */
export function randomStream(seed: number, index: number): RandomStream {
  return streamOf(generatorOf(seed, index))
}

/** Streams `first`, `first + 1`, … of `seed`, without end, each as `randomStream` gives it. */
export function* randomStreams(seed: number, first: number): Generator<RandomStream, never, void> {
  for (const generator = generatorOf(seed, first); ; generator.jump()) yield streamOf(generator.clone())
}

function generatorOf(seed: number, index: number): JumpableRandomGenerator {
  // A generator of another kind fills the state: taken as it is, a seed leaves those of its neighbours correlated.
  const seeder = mersenne(seed)
  const state = Array.from({ length: 4 }, () => seeder.next())
  return xoroshiro128plusFromState(jumped(state, index))
}

function streamOf(generator: JumpableRandomGenerator): RandomStream {
  const uniform = () => uniformFloat64(generator)
  let spare: number | undefined
  return {
    uniform,
    normal() {
      if (spare !== undefined) {
        const second = spare
        spare = undefined
        return second
      }
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
      const angle = 2 * Math.PI * uniform()
      spare = radius * Math.sin(angle)
      return radius * Math.cos(angle)
    },
  }
}
