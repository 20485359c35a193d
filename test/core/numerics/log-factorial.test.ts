import { expect, test } from 'vitest'
import { logFactorial } from '../../../src/core/numerics/log-factorial.ts'

test('it is the sum of logarithms', () => {
  let sum = 0
  for (let k = 1; k <= 500; k++) {
    sum += Math.log(k)
    expect(Math.abs(logFactorial(k) - sum)).toBeLessThanOrEqual(2e-14 * sum)
  }
  expect(logFactorial(0)).toBe(0)
})

test('the series takes over without a step', () => {
  expect(logFactorial(16) - logFactorial(15)).toBeCloseTo(Math.log(16), 13)
})
