import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AdamStep, openKernel } from '../../../../src/core/digits/kernels/kernel.ts'
import { randomStream } from '../../../../src/core/numerics/random.ts'
import { evenly } from '../../../arbitraries.ts'

describe('a step of Adam', () => {
  const steps: fc.Arbitrary<AdamStep> = fc.record({
    rate: evenly(1e-4, 0.1),
    beta1: evenly(0, 0.99),
    beta2: evenly(0, 0.9999),
    epsilon: fc.constantFrom(1e-8, 1e-3),
    decay: fc.constantFrom(0, 0.01),
    correction1: evenly(0.01, 1),
    correction2: evenly(0.001, 1),
  })

  test('is that of the paper, with the decay apart', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 33 }), fc.nat(), (step, length, seed) => {
        const { kernel, weights, gradient, m, v, beside } = moments(length, seed)
        const expected = plainStep(weights.values, gradient.values, m.values, v.values, step)
        const [gradientBefore, besideBefore] = [gradient.values.slice(), beside.values.slice()]
        kernel.adam(weights, gradient, m, v, step)
        expect(m.values).toAllClose(expected.m, { rtol: 1e-13, atol: 1e-15 })
        expect(v.values).toAllClose(expected.v, { rtol: 1e-13, atol: 1e-15 })
        expect(weights.values).toAllClose(expected.weights, { rtol: 1e-12, atol: 1e-14 })
        expect(gradient.values).toEqual(gradientBefore)
        expect(beside.values).toEqual(besideBefore)
      }),
    )
  })

  test('goes by the rate in the first step, whatever the size of the gradient', () => {
    const { kernel, weights, gradient, m, v } = moments(5, 3)
    for (const block of [weights, m, v]) block.values.fill(0)
    gradient.values.set([1e-3, -1, 20, -4e5, 7])
    const [beta1, beta2] = [0.9, 0.999]
    kernel.adam(weights, gradient, m, v, {
      rate: 0.01,
      beta1,
      beta2,
      epsilon: 1e-12,
      decay: 0,
      correction1: 1 - beta1,
      correction2: 1 - beta2,
    })
    expect(weights.values).toAllClose([-0.01, 0.01, -0.01, 0.01, -0.01], { rtol: 1e-8 })
  })

  function moments(length: number, seed: number) {
    const kernel = openKernel(5 * length)
    const random = randomStream(seed, 0)
    const filled = (of: () => number) => {
      const block = kernel.allocate(length)
      for (let i = 0; i < length; i++) block.values[i] = of()
      return block
    }
    return {
      kernel,
      weights: filled(random.normal),
      gradient: filled(random.normal),
      m: filled(random.normal),
      v: filled(random.uniform),
      beside: filled(random.normal),
    }
  }

  function plainStep(w: Float64Array, g: Float64Array, m0: Float64Array, v0: Float64Array, step: AdamStep) {
    const { rate, beta1, beta2, epsilon, decay, correction1, correction2 } = step
    const m = m0.map((value, i) => beta1 * value + (1 - beta1) * g[i]!)
    const v = v0.map((value, i) => beta2 * value + (1 - beta2) * g[i]! ** 2)
    const weights = w.map(
      (value, i) =>
        value -
        (rate * (m[i]! / correction1)) / (Math.sqrt(v[i]! / correction2) + epsilon) -
        rate * decay * value,
    )
    return { m, v, weights }
  }
})
