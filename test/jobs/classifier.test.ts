import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  classifierAmong,
  digestOf,
  flatten,
  networkOf,
  shapeOf,
  weightCount,
} from '../../src/jobs/classifier.ts'
import { held, randomNetwork } from '../networks.ts'

/** Three inputs, two hidden units, two scores: small enough to be written out. */
const SMALL = {
  hill: { n: 2, theta: 0.5 },
  layers: [
    {
      inputs: 3,
      outputs: 2,
      weights: Float64Array.of(1, 2, 3, 4, 5, 6),
      bias: Float64Array.of(7, 8),
      power: 1,
    },
    {
      inputs: 2,
      outputs: 2,
      weights: Float64Array.of(9, 10, 11, 12),
      bias: Float64Array.of(13, 14),
      power: null,
    },
  ],
}
const COUNTING = Array.from({ length: 14 }, (_, i) => i + 1)

describe('a network as one array', () => {
  test('has its layers one after the other, of each the weights and then the bias', () => {
    expect(Array.from(flatten(SMALL))).toEqual(COUNTING)
    expect(weightCount(SMALL)).toBe(14)
  })

  test('is the network again, as views that copy nothing, in shared memory too', () => {
    const shared = new Float64Array(new SharedArrayBuffer(14 * 8))
    shared.set(COUNTING)
    const network = networkOf(shapeOf(SMALL, [3, 7]), shared)
    expect(network).toEqual({
      hill: SMALL.hill,
      layers: SMALL.layers.map((layer) => ({
        ...layer,
        weights: expect.any(Float64Array),
        bias: expect.any(Float64Array),
      })),
    })
    expect(flatten(network)).toEqual(flatten(SMALL))
    shared[0] = -1
    shared[13] = -2
    expect(network.layers[0]!.weights[0]).toBe(-1)
    expect(network.layers[1]!.bias[1]).toBe(-2)
  })

  test('has no negative zero, which JSON would not keep', () => {
    const layers = [{ ...SMALL.layers[0]!, bias: Float64Array.of(-0, 0) }, SMALL.layers[1]!]
    expect(flatten({ hill: null, layers }).some((value) => Object.is(value, -0))).toBe(false)
  })
})

describe('the digest of a classifier', () => {
  const digest = (network: Parameters<typeof shapeOf>[0], labels: readonly [number, number] = [3, 7]) =>
    digestOf(shapeOf(network, labels), flatten(network))

  test('is SHA-256 of its shape as JSON and of its weights as little-endian bytes', () => {
    const bytes = Buffer.alloc(14 * 8)
    COUNTING.forEach((value, i) => {
      bytes.writeDoubleLE(value, 8 * i)
    })
    const shape = '[[3,7],[2,0.5],[[3,2,1],[2,2,null]]]'
    expect(digest(SMALL)).toBe(createHash('sha256').update(shape).update(bytes).digest('hex'))
  })

  test('changes with anything that an answer depends on, and with nothing else', () => {
    const [first, last] = SMALL.layers as [(typeof SMALL.layers)[0], (typeof SMALL.layers)[1]]
    const others = [
      digest(SMALL),
      digest(SMALL, [7, 3]),
      digest({ ...SMALL, hill: null }),
      digest({ ...SMALL, hill: { n: 2, theta: 0.25 } }),
      digest({ ...SMALL, layers: [{ ...first, power: 2 }, last] }),
      digest({ ...SMALL, layers: [{ ...first, weights: Float64Array.of(1, 2, 3, 4, 5, 6.5) }, last] }),
      digest({ ...SMALL, layers: [first, { ...last, bias: Float64Array.of(13, 14.5) }] }),
    ]
    expect(new Set(others).size).toBe(others.length)
    // The same in another order of fields.
    const hill = { theta: 0.5, n: 2 }
    expect(digest({ ...SMALL, hill })).toBe(digest(SMALL))
    expect(held('a').record.digest).toBe(held('b').record.digest)
  })
})

describe('the classifiers of a job', () => {
  test('are had by name, and no others', () => {
    const network = randomNetwork([4])
    const { record, weights } = held('mine', network)
    const classifier = classifierAmong([{ record, weights }])
    expect(classifier('mine').head).toBe(record)
    expect(classifier('mine').network).toBe(classifier('mine').network)
    expect(flatten(classifier('mine').network)).toEqual(flatten(network))
    expect(() => classifier('other')).toThrow(
      expect.objectContaining({ code: 'no-such-classifier', path: '/target/classifier' }),
    )
  })
})
