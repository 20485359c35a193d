import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FEW_COORDINATE_DEFAULTS, fewCoordinates } from '../../../src/core/attacks/few-coordinate.ts'
import { fgsm } from '../../../src/core/attacks/fgsm.ts'
import { iterativeFgsm } from '../../../src/core/attacks/iterative-fgsm.ts'
import { minimalPerturbation } from '../../../src/core/attacks/minimal.ts'
import { type ConvexNorm, type Norm, normsOf } from '../../../src/core/attacks/norms.ts'
import { pgd } from '../../../src/core/attacks/pgd.ts'
import { randomAttack, randomNoise } from '../../../src/core/attacks/random-noise.ts'
import { squareAttack } from '../../../src/core/attacks/square.ts'
import type { MixtureCoordinates } from '../../../src/core/cells/cell-model.ts'
import { type RandomStream, randomStream } from '../../../src/core/numerics/random.ts'
import type { Target } from '../../../src/core/target.ts'
import { cellTarget } from './targets.ts'

interface Row {
  readonly name: string
  readonly norm: Norm
  /** Looks at no output, and so may leave it higher than it was. */
  readonly mayRaise?: true
  run(target: Target, x: Float64Array, size: number): { attacked: Float64Array; size: number }
}

const few = (method: 'greedy' | 'differential-evolution'): Row => ({
  name: `few-coordinate, ${method}`,
  norm: 'l0',
  run(target, x, size) {
    const options = { ...FEW_COORDINATE_DEFAULTS, population: 8, generations: 4, method }
    const attacks = fewCoordinates(target, x, [size], options, () => randomStream(5, 0))
    return { attacked: attacks.next().value as Float64Array, size }
  },
})

const noise = (norm: Norm): Row[] => [
  {
    name: `random, ${norm}`,
    norm,
    mayRaise: true,
    run(target, x, epsilon) {
      const { attacked } = randomAttack(target, x, { epsilon, norm }, { draws: 5 }, randomStream(5, 0))
      return { attacked, size: epsilon }
    },
  },
  {
    name: `control, ${norm}`,
    norm,
    mayRaise: true,
    run: (target, x, epsilon) => ({
      attacked: randomNoise(target, x, { epsilon, norm }, randomStream(5, 0)),
      size: epsilon,
    }),
  },
]

const stepping = (norm: ConvexNorm): Row[] => [
  {
    name: `pgd, ${norm}`,
    norm,
    run: (target, x, size) => ({
      attacked: pgd(target, x, size, { norm, steps: 8, restarts: 2 }, randomStream(5, 0)),
      size,
    }),
  },
  {
    name: `minimal, ${norm}`,
    norm,
    run: (target, x) =>
      minimalPerturbation(target, x, { norm, iterations: 8, restarts: 1 }, randomStream(5, 0)),
  },
]

const signSteps = (
  name: string,
  attack: (target: Target, x: Float64Array, size: number) => Float64Array,
): Row => ({
  name,
  norm: 'linf',
  mayRaise: true,
  run: (target, x, size) => ({ attacked: attack(target, x, size), size }),
})

const ATTACKS: Row[] = [
  signSteps('fgsm', fgsm),
  signSteps('iterative-fgsm', (target, x, size) => iterativeFgsm(target, x, size, { steps: 7 })),
  signSteps('iterative-fgsm, long steps', (target, x, size) =>
    iterativeFgsm(target, x, size, { steps: 5, stepSize: size }),
  ),
  ...stepping('linf'),
  ...stepping('l2'),
  {
    name: 'square',
    norm: 'linf',
    run: (target, x, size) => ({
      attacked: squareAttack(target, x, size, { queries: 30 }, randomStream(5, 0)),
      size,
    }),
  },
  few('greedy'),
  few('differential-evolution'),
  ...noise('linf'),
  ...noise('l2'),
  ...noise('l0'),
]

/** Ligands of which some do not bind, and a size as a share of what the norm allows. */
const CELLS = {
  what: fc.constantFrom<MixtureCoordinates>('bindingTime', 'quantity'),
  ligands: fc.array(
    fc.tuple(
      fc.oneof(fc.constant(0), fc.double({ min: 0, max: 9, noNaN: true })),
      fc.double({ min: 0, max: 50, noNaN: true }),
    ),
    { minLength: 1, maxLength: 5 },
  ),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  steps: fc.constantFrom([2, 1], [3, 2], [4, 0.5], [2, 0]) as fc.Arbitrary<[number, number]>,
}

describe.each(ATTACKS)('$name', ({ norm, mayRaise, run }) => {
  test('keeps its budget and its bounds, is finite, the same each time, and no worse than the start', () => {
    fc.assert(
      fc.property(fc.record(CELLS), ({ what, ligands, share, steps }) => {
        const bindingTimes = ligands.map(([tau]) => tau)
        const quantities = ligands.map(([, count]) => count)
        const upper = what === 'bindingTime' ? 9 : 50
        const target = cellTarget(steps, { bindingTimes, quantities }, what, { lower: 0, upper })
        const x = Float64Array.from(what === 'bindingTime' ? bindingTimes : quantities)
        const kept = x.slice()
        const asked = norm === 'l0' ? Math.round(share * x.length) : share * upper
        const { attacked, size } = run(target, x, asked)
        expect(x).toEqual(kept)
        expect(run(target, x, asked).attacked).toEqual(attacked)
        expect(normsOf(x, attacked)[norm]).toBeLessThanOrEqual(size)
        for (const value of attacked) {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(upper)
        }
        const output = target.output(attacked)
        expect(Number.isFinite(output)).toBe(true)
        if (!mayRaise) expect(output).toBeLessThanOrEqual(target.output(x))
      }),
    )
  })
})

/** f(x) = Σ w_i cos(20 x_i + i) of a picture of 8 × 8 pixels in [0, 1]: its gradient turns many times on the way. */
function picture(weights: Float64Array): Target {
  const sum = (x: Float64Array, term: (value: number) => number) =>
    weights.map((weight, i) => weight * term(20 * x[i]! + i))
  return {
    dimension: 64,
    bounds: { lower: new Float64Array(64), upper: new Float64Array(64).fill(1) },
    threshold: Number.NEGATIVE_INFINITY,
    picture: { width: 8, height: 8 },
    output: (x) => sum(x, Math.cos).reduce((a, b) => a + b),
    gradient: (x) => sum(x, (angle) => -20 * Math.sin(angle)),
  }
}

/** Sizes that doubles round, and pixels of both kinds: bytes, of which many are black or white, and any numbers. */
function pictureAt(random: RandomStream): { x: Float64Array; epsilon: number } {
  const sizes = [0.1, 0.2, 0.3, 1 / 3, 1 / 255, 8 / 255, 1, random.uniform(), 1e-9 * random.uniform()]
  const areBytes = random.uniform() < 0.7
  const pixel = () => (areBytes ? Math.floor(256 * random.uniform()) / 255 : random.uniform())
  const x = Float64Array.from({ length: 64 }, () => {
    const kind = random.uniform()
    return kind < 0.3 ? 0 : kind > 0.9 ? 1 : pixel()
  })
  return { x, epsilon: sizes[Math.floor(random.uniform() * sizes.length)]! }
}

/** Those that are given a budget, not asked for the least, and whose norm is measured and not counted. */
const MEASURED = ATTACKS.filter(({ name, norm }) => norm !== 'l0' && !name.startsWith('minimal'))

describe.each(MEASURED)('$name on a picture', ({ norm, run }) => {
  test('keeps its budget and its bounds as computed in doubles', () => {
    const random = randomStream(9, 0)
    for (let k = 0; k < 1500; k++) {
      const target = picture(Float64Array.from({ length: 64 }, () => random.normal()))
      const { x, epsilon } = pictureAt(random)
      const { attacked, size } = run(target, x, epsilon)
      expect(normsOf(x, attacked)[norm]).toBeLessThanOrEqual(size)
      expect(attacked.every((value) => value >= 0 && value <= 1)).toBe(true)
    }
  })
})
