import type { RandomStream } from './random.ts'

/** How differential evolution goes about it. */
export interface EvolutionOptions {
  /** Number of members, a whole number from 4. */
  readonly population: number
  /** How often each member is challenged, a whole number from 0. */
  readonly generations: number
}

/** The weight F of the difference of two members. */
const DIFFERENTIAL_WEIGHT = 0.5

/** A point of the unit cube and the value there. */
export interface Member {
  readonly point: Float64Array
  readonly value: number
}

/**
 * The least value that differential evolution finds of a function on the unit cube of `dimension` coordinates.
 *
 * Each member is challenged by a + F (b − c) of three others, F = 0.5, without crossover, and gives way where the
 * value there is not above its own; coordinates that leave the cube are reflected back. Needs no gradient. Sources:
 * Storn & Price, J. Glob. Optim. 11, 341 (1997); the settings are those of Su et al., arXiv:1710.08864.
 */
export function differentialEvolution(
  value: (point: Float64Array) => number,
  dimension: number,
  { population, generations }: EvolutionOptions,
  random: RandomStream,
): Member {
  const member = (point: Float64Array): Member => ({ point, value: value(point) })
  const members = Array.from({ length: population }, () =>
    member(Float64Array.from({ length: dimension }, () => random.uniform())),
  )
  for (let generation = 0; generation < generations; generation++) {
    for (const [index, held] of members.entries()) {
      const [a, b, c] = threeOthers(index, population, random).map((other) => members[other]!.point)
      const challenger = member(a!.map((at, i) => reflected(at + DIFFERENTIAL_WEIGHT * (b![i]! - c![i]!))))
      if (challenger.value <= held.value) members[index] = challenger
    }
  }
  return members.reduce((best, next) => (next.value < best.value ? next : best))
}

/** Three different members, none of them `index`. */
function threeOthers(index: number, population: number, random: RandomStream): number[] {
  const drawn: number[] = []
  while (drawn.length < 3) {
    const other = Math.floor(random.uniform() * population)
    if (other !== index && !drawn.includes(other)) drawn.push(other)
  }
  return drawn
}

/** Back into [0, 1]; at most half beyond it. */
function reflected(value: number): number {
  const folded = Math.abs(value)
  return folded > 1 ? 2 - folded : folded
}
