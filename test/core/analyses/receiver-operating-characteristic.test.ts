import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  MOST_ROC_POINTS,
  receiverOperatingCharacteristic,
} from '../../../src/core/analyses/receiver-operating-characteristic.ts'
import { shareAbove } from '../../../src/core/analyses/sample-statistics.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'

const outputs = fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 30 })

test('outputs that do not overlap are told apart without an error, half-way between them', () => {
  const { curve, best } = receiverOperatingCharacteristic(Float64Array.of(8, 9, 12), Float64Array.of(1, 2, 4))
  expect(curve.area).toBe(1)
  expect(best).toEqual({ threshold: 6, errorRate: 0 })
})

test('equal outputs are told apart as by a coin', () => {
  const { curve, best } = receiverOperatingCharacteristic(Float64Array.of(3, 3), Float64Array.of(3))
  expect(curve).toEqual({ falsePositiveRate: [0, 1], truePositiveRate: [0, 1], area: 0.5 })
  expect(best.errorRate).toBe(0.5)
})

test('the area is the share of pairs in the right order, ties counted half', () => {
  fc.assert(
    fc.property(outputs, outputs, (agonists, others) => {
      const { curve } = receiverOperatingCharacteristic(
        Float64Array.from(agonists),
        Float64Array.from(others),
      )
      const pairs = agonists.flatMap((a) => others.map((o) => (Math.sign(a - o) + 1) / 2))
      expect(curve.area).toBeCloseTo(pairs.reduce((sum, p) => sum + p, 0) / pairs.length, 12)
    }),
    { seed: 3 },
  )
})

test('no threshold makes fewer errors than the best one', () => {
  fc.assert(
    fc.property(outputs, outputs, (agonists, others) => {
      const [positives, negatives] = [Float64Array.from(agonists), Float64Array.from(others)]
      const { best } = receiverOperatingCharacteristic(positives, negatives)
      const errorRate = (threshold: number) =>
        (shareAbove(negatives, threshold) + 1 - shareAbove(positives, threshold)) / 2
      expect(errorRate(best.threshold)).toBeCloseTo(best.errorRate, 12)
      const rates = Array.from({ length: 15 }, (_, i) => errorRate(i - 1.5))
      expect(Math.min(...rates)).toBeCloseTo(best.errorRate, 12)
    }),
    { seed: 4 },
  )
})

test('of very many points at most 1 000 are kept, both ends among them, the curve rising', () => {
  const random = randomStream(1, 0)
  const draw = (mean: number) => Float64Array.from({ length: 5000 }, () => mean + random.normal())
  const { curve } = receiverOperatingCharacteristic(draw(1), draw(0))
  const { falsePositiveRate: x, truePositiveRate: y, area } = curve
  expect(x.length).toBeGreaterThan(900)
  expect(x.length).toBeLessThanOrEqual(MOST_ROC_POINTS)
  expect([x[0], y[0], x.at(-1), y.at(-1)]).toEqual([0, 0, 1, 1])
  for (let i = 1; i < x.length; i++) expect(x[i]! >= x[i - 1]! && y[i]! >= y[i - 1]!).toBe(true)
  // Of two normal distributions a standard deviation apart: Φ(1/√2).
  expect(Math.abs(area - 0.76025)).toBeLessThan(0.02)
})
