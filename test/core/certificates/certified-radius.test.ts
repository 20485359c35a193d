import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { certifiedRadius, RADIUS_TOLERANCE } from '../../../src/core/certificates/certified-radius.ts'
import { leastMargin } from '../../../src/core/certificates/margin-bounds.ts'
import type { DenseLayer, Network } from '../../../src/core/digits/network.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import type { Bounds } from '../../../src/core/target.ts'

const INPUTS = 6
const BOUNDS: Bounds = { lower: new Float64Array(INPUTS), upper: new Float64Array(INPUTS).fill(1) }
const NORMS = ['linf', 'l2', 'l0'] as const

/** The margin of class 0 is w·x + bias. */
function linear(w: readonly number[], bias: number): Network {
  const weights = Float64Array.from([...w, ...w.map(() => 0)])
  const layer = { inputs: w.length, outputs: 2, weights, bias: Float64Array.of(bias, 0), power: null }
  return { hill: null, layers: [layer] }
}

/** A network of one hidden layer, its weights drawn from a seed. */
function hidden(seed: number): Network {
  const random = randomStream(seed, 0)
  const layer = (inputs: number, outputs: number, power: number | null): DenseLayer => ({
    inputs,
    outputs,
    weights: new Float64Array(inputs * outputs).map(random.normal),
    bias: new Float64Array(outputs).map(random.normal),
    power,
  })
  return {
    hill: seed % 2 === 0 ? { n: 3, theta: 0.5 } : null,
    layers: [layer(INPUTS, 4, 1), layer(4, 2, null)],
  }
}

describe('the certified radius', () => {
  const weights = [1, -2, 0.5, 0, 3, -1]
  const inside = new Float64Array(INPUTS).fill(0.5)

  test('of a linear network is its margin over the dual norm of its weights, where no bound is met', () => {
    // w·x = 0.75 at the middle, so that the margin is 0.4.
    const network = linear(weights, -0.35)
    const radius = (norm: 'linf' | 'l2') => certifiedRadius(network, 0, inside, norm, BOUNDS)
    expect(radius('linf')).toBeCloseTo(0.4 / 7.5, 5)
    expect(radius('l2')).toBeCloseTo(0.4 / Math.hypot(...weights), 5)
  })

  test('in l0 is the largest number of pixels whose worst changes leave a margin', () => {
    // The worst changes of single pixels at the middle take 1.5, 1, 0.5, 0.5, 0.25 and 0.
    const radius = (margin: number) =>
      certifiedRadius(linear(weights, margin - 0.75), 0, inside, 'l0', BOUNDS)
    expect([0.4, 1.6, 2.6, 3.1, 3.6, 3.8].map(radius)).toEqual([0, 1, 2, 3, 4, 6])
  })

  test('is 0 where the image is told wrongly, and all there is where nothing within the bounds misleads', () => {
    for (const norm of NORMS) expect(certifiedRadius(linear(weights, -2), 0, inside, norm, BOUNDS)).toBe(0)
    const sure = linear(weights, 10)
    const radii = NORMS.map((norm) => certifiedRadius(sure, 0, inside, norm, BOUNDS))
    expect(radii).toEqual([1, Math.sqrt(INPUTS), INPUTS])
  })

  test('is certified, and a little more is not', () => {
    const pixels = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: INPUTS,
      maxLength: INPUTS,
    })
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        pixels,
        fc.constantFrom(...NORMS),
        (seed, values, norm) => {
          const [network, x] = [hidden(seed), Float64Array.from(values)]
          const radius = certifiedRadius(network, 0, x, norm, BOUNDS)
          const least = (epsilon: number) => leastMargin(network, 0, x, { epsilon, norm }, BOUNDS)
          if (!(least(0) > 0)) {
            expect(radius).toBe(0)
            return
          }
          expect(least(radius)).toBeGreaterThan(0)
          const greatest = { linf: 1, l2: Math.sqrt(INPUTS), l0: INPUTS }[norm]
          if (radius === greatest) return
          expect(least(radius + (norm === 'l0' ? 1 : RADIUS_TOLERANCE))).toBeLessThanOrEqual(0)
        },
      ),
      { numRuns: 300 },
    )
  })
})
