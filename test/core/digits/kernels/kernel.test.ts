import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openKernel, type Shape } from '../../../../src/core/digits/kernels/kernel.ts'
import { randomStream } from '../../../../src/core/numerics/random.ts'

/** Sizes around what is computed at a time: pairs, four rows, sixteen columns, 24 images, lists of 32 rows and 128 terms. */
const sizes = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.constantFrom(47, 48, 49, 100, 127, 128, 129, 131, 160),
)
const shapes = fc.record({ inputs: sizes, outputs: sizes })
const counts = fc.oneof(fc.integer({ min: 1, max: 34 }), fc.constantFrom(48, 49, 100, 128, 130))
const cases = fc.record({
  shape: shapes,
  images: counts,
  seed: fc.nat(),
  zeros: fc.constantFrom(0, 0.5, 0.9, 1),
})

/** Blocks of random numbers, all in one kernel. */
function layer({ inputs, outputs }: Shape, images: number, seed: number, zeros: number) {
  const kernel = openKernel(2 * (inputs + 1) * outputs + 2 * images * (inputs + outputs))
  const random = randomStream(seed, 0)
  const filled = (length: number, share = 0) => {
    const block = kernel.allocate(length)
    for (let i = 0; i < length; i++) block.values[i] = random.uniform() < share ? 0 : random.normal()
    return block
  }
  return {
    kernel,
    weights: filled(inputs * outputs),
    bias: filled(outputs),
    x: filled(images * inputs),
    y: filled(images * outputs),
    dx: filled(images * inputs),
    dy: filled(images * outputs, zeros),
    dWeights: filled(inputs * outputs),
    dBias: filled(outputs),
  }
}

/** Σ_k a_k b_k and Σ_k |a_k b_k|, the measure of how far rounding may take the sum. */
function dot(terms: number, a: (k: number) => number, b: (k: number) => number): [number, number] {
  let sum = 0
  let size = 0
  for (let k = 0; k < terms; k++) {
    sum += a(k) * b(k)
    size += Math.abs(a(k) * b(k))
  }
  return [sum, size]
}

/** The numbers are sums of products, to 1e-12 of what is added up in each. */
function expectSums(received: Float64Array, exact: (i: number) => [number, number]): void {
  const worst = received.reduce((most, value, i) => {
    const [sum, size] = exact(i)
    const error = Math.abs(value - sum) / Math.max(size, Number.MIN_VALUE)
    return error <= most ? most : error
  }, 0)
  expect(worst).toBeLessThan(1e-12)
}

const withStart = ([sum, size]: [number, number], start: number): [number, number] => [
  sum + start,
  size + Math.abs(start),
]

describe('the products of a layer', () => {
  test('are W x + b of each image', () => {
    fc.assert(
      fc.property(cases, ({ shape, images, seed }) => {
        const { inputs, outputs } = shape
        const { kernel, weights, bias, x, y } = layer(shape, images, seed, 0)
        kernel.forward(weights, bias, x, y, shape, images)
        expectSums(y.values, (i) => {
          const [k, row] = [Math.floor(i / outputs), i % outputs]
          const product = dot(
            inputs,
            (j) => weights.values[row * inputs + j]!,
            (j) => x.values[k * inputs + j]!,
          )
          return withStart(product, bias.values[row]!)
        })
      }),
      { numRuns: 60 },
    )
  })

  test('backwards are Wᵀ dy of each image, whatever was in their place', () => {
    fc.assert(
      fc.property(cases, ({ shape, images, seed, zeros }) => {
        const { inputs, outputs } = shape
        const { kernel, weights, dx, dy } = layer(shape, images, seed, zeros)
        dx.values.fill(Number.NaN)
        kernel.backward(weights, dy, dx, shape, images)
        expectSums(dx.values, (i) => {
          const [k, column] = [Math.floor(i / inputs), i % inputs]
          return dot(
            outputs,
            (row) => dy.values[k * outputs + row]!,
            (row) => weights.values[row * inputs + column]!,
          )
        })
      }),
      { numRuns: 60 },
    )
  })

  test('with the images are added to the gradient of the weights, and dy to that of the bias', () => {
    fc.assert(
      fc.property(cases, ({ shape, images, seed, zeros }) => {
        const { inputs, outputs } = shape
        const { kernel, x, dy, dWeights, dBias } = layer(shape, images, seed, zeros)
        const [weightsBefore, biasBefore] = [dWeights.values.slice(), dBias.values.slice()]
        kernel.accumulate(dy, x, dWeights, dBias, shape, images)
        expectSums(dWeights.values, (i) => {
          const [row, column] = [Math.floor(i / inputs), i % inputs]
          const product = dot(
            images,
            (k) => dy.values[k * outputs + row]!,
            (k) => x.values[k * inputs + column]!,
          )
          return withStart(product, weightsBefore[i]!)
        })
        expectSums(dBias.values, (row) => {
          const sum = dot(
            images,
            (k) => dy.values[k * outputs + row]!,
            () => 1,
          )
          return withStart(sum, biasBefore[row]!)
        })
      }),
      { numRuns: 60 },
    )
  })

  test('leave the blocks that they read, and those beside, as they are', () => {
    fc.assert(
      fc.property(cases, ({ shape, images, seed, zeros }) => {
        const { kernel, ...blocks } = layer(shape, images, seed, zeros)
        const { weights, bias, x, y, dx, dy, dWeights, dBias } = blocks
        const before = Object.entries(blocks).map(([name, block]) => [name, block.values.slice()] as const)
        const changedBy = (run: () => void): string[] => {
          run()
          const changed = before.filter(
            ([name, values]) => !same(values, blocks[name as keyof typeof blocks].values),
          )
          for (const [name, values] of changed) blocks[name as keyof typeof blocks].values.set(values)
          return changed.map(([name]) => name)
        }
        const onlyThese = (names: string[], allowed: string[]) =>
          expect(names.filter((name) => !allowed.includes(name))).toEqual([])
        onlyThese(
          changedBy(() => kernel.forward(weights, bias, x, y, shape, images)),
          ['y'],
        )
        onlyThese(
          changedBy(() => kernel.backward(weights, dy, dx, shape, images)),
          ['dx'],
        )
        onlyThese(
          changedBy(() => kernel.accumulate(dy, x, dWeights, dBias, shape, images)),
          ['dWeights', 'dBias'],
        )
      }),
      { numRuns: 40 },
    )
  })

  test('backwards leave out weights behind a slope of 0, be they infinite', () => {
    const shape = { inputs: 19, outputs: 9 }
    const { kernel, weights, dx, dy } = layer(shape, 10, 1, 0)
    weights.values.fill(Number.POSITIVE_INFINITY)
    dy.values.fill(0)
    kernel.backward(weights, dy, dx, shape, 10)
    expect(dx.values).toEqual(new Float64Array(190))
  })
})

const same = (a: Float64Array, b: Float64Array) => a.every((value, i) => Object.is(value, b[i]))

describe('an image among others', () => {
  test('has the same scores and gradients as alone, to the last bit', () => {
    fc.assert(
      fc.property(cases, ({ shape, images, seed, zeros }) => {
        const { inputs, outputs } = shape
        const { kernel, weights, bias, x, y, dx, dy } = layer(shape, images, seed, zeros)
        kernel.forward(weights, bias, x, y, shape, images)
        kernel.backward(weights, dy, dx, shape, images)
        const alone = openKernel((inputs + 1) * outputs + 2 * (inputs + outputs))
        const copy = (values: Float64Array) => {
          const block = alone.allocate(values.length)
          block.values.set(values)
          return block
        }
        const [w, b] = [copy(weights.values), copy(bias.values)]
        const [xk, yk, dxk, dyk] = [inputs, outputs, inputs, outputs].map((length) => alone.allocate(length))
        for (let k = 0; k < images; k++) {
          xk!.values.set(x.values.subarray(k * inputs, (k + 1) * inputs))
          dyk!.values.set(dy.values.subarray(k * outputs, (k + 1) * outputs))
          alone.forward(w, b, xk!, yk!, shape, 1)
          alone.backward(w, dyk!, dxk!, shape, 1)
          expect(same(yk!.values, y.values.subarray(k * outputs, (k + 1) * outputs))).toBe(true)
          expect(same(dxk!.values, dx.values.subarray(k * inputs, (k + 1) * inputs))).toBe(true)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('adds the same to the gradient of the weights as after them, to the last bit', () => {
    fc.assert(
      fc.property(cases, ({ shape, images, seed, zeros }) => {
        const { inputs, outputs } = shape
        const { kernel, x, dy, dWeights, dBias } = layer(shape, images, seed, zeros)
        const alone = openKernel((inputs + 1) * (outputs + 1) + outputs)
        const [w, b] = [alone.allocate(inputs * outputs), alone.allocate(outputs)]
        const [xk, dyk] = [alone.allocate(inputs), alone.allocate(outputs)]
        w.values.set(dWeights.values)
        b.values.set(dBias.values)
        kernel.accumulate(dy, x, dWeights, dBias, shape, images)
        for (let k = 0; k < images; k++) {
          xk.values.set(x.values.subarray(k * inputs, (k + 1) * inputs))
          dyk.values.set(dy.values.subarray(k * outputs, (k + 1) * outputs))
          alone.accumulate(dyk, xk, w, b, shape, 1)
        }
        expect(same(w.values, dWeights.values)).toBe(true)
        expect(same(b.values, dBias.values)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })
})

test('a step leaves a number where it is whose gradient is NaN, of either sign', () => {
  const kernel = openKernel(16)
  const [x, centre, gradient, to] = [4, 4, 4, 4].map((length) => kernel.allocate(length))
  const bits = new BigUint64Array(gradient!.values.buffer, gradient!.offset, 4)
  bits.set([0x7ff8_0000_0000_0000n, 0xfff8_0000_0000_0000n])
  gradient!.values.set([1, -1], 2)
  for (const block of [x, centre]) block!.values.fill(0.5)
  const within = { lower: 0, upper: 1, length: 0.25, epsilon: 0.25 }
  for (const around of [x, centre]) {
    kernel.signStep(x!, gradient!, to!, { ...within, centre: around! })
    expect([...to!.values]).toEqual([0.5, 0.5, 0.25, 0.75])
  }
})
