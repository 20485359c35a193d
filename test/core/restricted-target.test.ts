import { expect, test } from 'vitest'
import { partOf, restrictedTarget } from '../../src/core/restricted-target.ts'
import { cellTarget } from './attacks/targets.ts'

test('a target restricted to some coordinates is the whole one with the others as they were', () => {
  const x = Float64Array.of(4, 1.5, 0, 2)
  const whole = cellTarget([3, 2], { bindingTimes: x, quantities: [10, 20, 30, 40] }, 'bindingTime', {
    lower: 0,
    upper: 5,
  })
  const part = restrictedTarget(whole, x, [3, 0])
  const at = Float64Array.of(2.5, 3.5)
  const all = Float64Array.of(3.5, 1.5, 0, 2.5)
  expect(part.dimension).toBe(2)
  expect(part.threshold).toBe(whole.threshold)
  expect(part.whole(at)).toEqual(all)
  expect(part.output(at)).toBe(whole.output(all))
  expect(part.gradient(at)).toEqual(partOf(whole.gradient(all), [3, 0]))
  expect(part.interchangeable).toEqual(Float64Array.of(40, 10))
  expect(part.bounds.upper).toEqual(Float64Array.of(5, 5))
  expect([...x]).toEqual([4, 1.5, 0, 2])
})
