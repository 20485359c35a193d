import type { Norm } from '../../../core/attacks/norms.ts'
import type { RandomStream } from '../../../core/numerics/random.ts'
import type { Target } from '../../../core/target.ts'
import { listOf } from '../../list-of.ts'

/** What an attack made of one size. */
export interface Attacked {
  readonly epsilon: number
  readonly attacked: Float64Array
}

/** Where an attack starts: a target, and a point within its bounds. */
export interface StartingPoint {
  readonly target: Target
  readonly x: Float64Array
}

/**
 * What tells one attack from another: it knows a target and its own options, and nothing of cells and networks. `From`
 * is what it needs to know besides, of attacks that are for networks alone.
 */
export interface PerturbationMethod<Spec, From extends StartingPoint = StartingPoint> {
  readonly name: string
  readonly source: string
  /** In words: what one coordinate of one starting point costs. */
  readonly costFormula: string
  /** Whether it follows gradients, and so may be misled where they vanish. */
  readonly followsGradients: boolean
  norm(spec: Spec): Norm
  /** The size or sizes asked for; null where the size is what is sought. */
  epsilon(spec: Spec): number | readonly number[] | null
  /** Outputs and gradients that it takes, about; each costs as many as there are coordinates. */
  evaluations(spec: Spec): number
  /** Numbers that it holds for a coordinate at the most, besides what it was given and what it has made. */
  readonly numbers: number
  /** Refuses options that have no meaning together. Throws `InvalidInput`, its paths into the spec. */
  check?(spec: Spec): void
  /**
   * Attacks, once for each size and in their order; returns what the result says besides. `stream` opens the same
   * random stream each time, so that what comes of one size does not depend on the others.
   */
  attack(spec: Spec, from: From, stream: () => RandomStream): Generator<Attacked, object, void>
}

/** An attack that takes each size for itself. */
export function* eachSize(
  epsilon: number | readonly number[],
  attack: (epsilon: number) => Float64Array,
): Generator<Attacked, object, void> {
  for (const size of listOf(epsilon)) yield { epsilon: size, attacked: attack(size) }
  return {}
}
