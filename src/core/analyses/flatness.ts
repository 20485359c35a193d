import { MINIMAL_DEFAULTS, MINIMAL_EVALUATIONS, minimalPerturbation } from '../attacks/minimal.ts'
import type { ConvexNorm } from '../attacks/norms.ts'
import { euclideanLength } from '../numerics/euclidean-length.ts'
import type { RandomStream } from '../numerics/random.ts'
import { clip, type Target } from '../target.ts'
import { randomDirection } from './landscape.ts'

/** How far around a point is looked. */
export interface FlatnessOptions {
  /** Euclidean length of a random step, above 0, in the units of the coordinates. */
  readonly radius: number
  /** Number of random steps, from 1. */
  readonly draws: number
}

/** How far when nothing is said. */
export const FLATNESS_DEFAULTS = { radius: 0.1, draws: 100 } as const

/** How flat a landscape is around a point that responds, and how far its decision boundary is. */
export interface Flatness {
  readonly output: number
  /** output − threshold. */
  readonly margin: number
  /** |∇f|₂, and |∇f|₁: how fast the output falls at most for a step of length 1 in L2, and in L∞. */
  readonly gradientNorm: { readonly l2: number; readonly l1: number }
  /** Share of the coordinates whose derivative is nothing beside the largest. */
  readonly vanishing: number
  /** Mean of |f(x + r u) − f(x)| / |margin| over random directions u; infinite for a margin of 0. */
  readonly relativeChange: number
  /** Sizes of the smallest perturbations found that cross the boundary; null where none was, or `x` is silent. */
  readonly boundary: Readonly<Record<ConvexNorm, number | null>>
  /** |∇f|₂ on the boundary, where it was found nearest in L2, over that at `x`; null where either is not known, or 0. */
  readonly steepening: number | null
}

/** A derivative that is a smaller share of the largest vanishes: 0 but for rounding. */
const NEGLIGIBLE = 1e-12

/** Outputs and gradients that the two searches for the boundary take at the most. */
export const BOUNDARY_EVALUATIONS =
  2 * MINIMAL_EVALUATIONS * MINIMAL_DEFAULTS.iterations * (MINIMAL_DEFAULTS.restarts + 1)

/**
 * How flat the landscape of a target is around `x`, in numbers that can be compared between cells and networks.
 *
 * A robust one is flat around natural inputs (a small relative change, many derivatives that vanish) and steep near the
 * boundary (a steepening above 1). Random steps that leave the bounds are brought back to them. The boundary is sought by
 * `minimalPerturbation` with its default effort, so that its distances are upper bounds. Source: arXiv:1807.04270,
 * section V.
 */
export function flatness(
  target: Target,
  x: Float64Array,
  options: FlatnessOptions,
  random: RandomStream,
): Flatness {
  const output = target.output(x)
  const margin = output - target.threshold
  const { gradientNorm, vanishing } = gradientAt(target, x)
  const change = meanChange(target, x, options, random)
  const nearest = (norm: ConvexNorm) => {
    if (!(margin > 0)) return null
    const found = minimalPerturbation(target, x, { ...MINIMAL_DEFAULTS, norm }, random)
    return found.found ? found : null
  }
  const [linf, l2] = [nearest('linf'), nearest('l2')]
  return {
    output,
    margin,
    gradientNorm,
    vanishing,
    relativeChange: change === 0 ? 0 : change / Math.abs(margin),
    boundary: { linf: linf?.size ?? null, l2: l2?.size ?? null },
    steepening: l2 && ratioOf(gradientAt(target, l2.attacked).gradientNorm.l2, gradientNorm.l2),
  }
}

function gradientAt(target: Target, x: Float64Array): Pick<Flatness, 'gradientNorm' | 'vanishing'> {
  const gradient = target.gradient(x)
  return {
    gradientNorm: {
      l2: euclideanLength(gradient),
      l1: gradient.reduce((sum, slope) => sum + Math.abs(slope), 0),
    },
    vanishing: vanishingShare(gradient),
  }
}

/** Mean of |f(clip(x + r u)) − f(x)| over random unit vectors u. */
function meanChange(
  target: Target,
  x: Float64Array,
  { radius, draws }: FlatnessOptions,
  random: RandomStream,
): number {
  const output = target.output(x)
  let sum = 0
  for (let draw = 0; draw < draws; draw++) {
    const direction = randomDirection(x.length, random)
    const moved = x.map((value, i) => value + radius * direction[i]!)
    sum += Math.abs(target.output(clip(moved, target.bounds)) - output)
  }
  return sum / draws
}

function vanishingShare(gradient: Float64Array): number {
  const sizes = gradient.map(Math.abs)
  const largest = sizes.reduce((most, size) => (Number.isFinite(size) ? Math.max(most, size) : most), 0)
  return sizes.reduce((count, size) => count + (size <= NEGLIGIBLE * largest ? 1 : 0), 0) / sizes.length
}

function ratioOf(onBoundary: number, at: number): number | null {
  const ratio = onBoundary / at
  return Number.isFinite(ratio) ? ratio : null
}
