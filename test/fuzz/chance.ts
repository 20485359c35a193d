import { randomStream } from '../../src/core/numerics/random.ts'

/** Seeded decisions: those of one seed and index are the same everywhere, whatever was decided before. */
export class Chance {
  readonly #uniform: () => number

  constructor(seed: number, index: number) {
    const stream = randomStream(seed, index)
    this.#uniform = () => stream.uniform()
  }

  /** A whole number from 0 to `count` − 1. */
  below(count: number): number {
    return Math.floor(this.#uniform() * count)
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }

  /** True with this probability. */
  happens(probability: number): boolean {
    return this.#uniform() < probability
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)))
  }
}

/** Of `FUZZ_SEED`, else always the same one. */
export const SEED = Number(process.env.FUZZ_SEED ?? 20260101)
