import { expect, test } from 'vitest'
import { decisionStatistics, outputStatistics } from '../../../src/core/analyses/decision-statistics.ts'
import { Interrupted } from '../../../src/core/errors.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'

const random = () => randomStream(2, 1)
const go = () => false
const condition = (bindingTime: number, shouldRespond: boolean, ...outputs: number[]) => ({
  bindingTime,
  shouldRespond,
  outputs: Float64Array.from(outputs),
})

test('statistics are taken time by time, the histogram at the last', () => {
  // Three cells at two times.
  const outputs = Float64Array.of(1, 10, 2, 10, 3, 13)
  const statistics = outputStatistics(outputs, 2, 2, go)
  expect(statistics.mean).toEqual([2, 11])
  expect(statistics.standardDeviation).toAllClose([1, Math.sqrt(3)], { rtol: 1e-14 })
  expect(statistics.respondingFraction).toEqual([1 / 3, 1])
  expect(statistics.quantiles['0.5']).toEqual([2, 10])
  expect(Object.keys(statistics.quantiles)).toEqual(['0.05', '0.25', '0.5', '0.75', '0.95'])
  expect(statistics.histogram).toEqual({ edges: [9.5, 10.5, 11.5, 12.5, 13.5], counts: [2, 0, 0, 1] })
  expect(() => outputStatistics(outputs, 2, 2, () => true)).toThrow(Interrupted)
})

test('errors are counted on either side of the threshold', () => {
  const { decisions } = decisionStatistics(
    [condition(2, false, 0, 1, 2, 8), condition(6, true, 3, 5, 6, 7)],
    3,
    random(),
    go,
  )
  expect(decisions).toEqual({
    falsePositiveRate: 0.25,
    falseNegativeRate: 0.25,
    errorRate: 0.25,
    best: { threshold: 2.5, errorRate: 0.125 },
  })
})

test('without agonists, or without others, there are no errors of a decision but there is information', () => {
  for (const shouldRespond of [true, false]) {
    const statistics = decisionStatistics(
      [condition(2, shouldRespond, 0, 1), condition(6, shouldRespond, 5, 6)],
      3,
      random(),
      go,
    )
    expect(statistics).toMatchObject({ decisions: null, roc: null, mutualInformation: { upperBound: 1 } })
  }
})

test('the quantities of one binding time are taken together: what differs between them is not information', () => {
  const { mutualInformation } = decisionStatistics(
    [
      condition(2, false, ...new Array<number>(50).fill(1)),
      condition(2, false, ...new Array<number>(50).fill(9)),
      condition(6, true, ...new Array<number>(50).fill(1)),
      condition(6, true, ...new Array<number>(50).fill(9)),
    ],
    3,
    random(),
    go,
  )
  expect(Math.abs(mutualInformation!.bits)).toBeLessThan(0.01)
  const single = decisionStatistics([condition(2, false, 1, 2), condition(2, true, 3, 4)], 2, random(), go)
  expect(single.mutualInformation).toBeNull()
  expect(single.decisions!.errorRate).toBe(0)
})
