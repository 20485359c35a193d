import fc from 'fast-check'
import { expect, test } from 'vitest'
import { logSchedule, MOST_POINTS } from '../../../src/core/numerics/log-schedule.ts'

test('keeps at most 2 000 points of any run, its last one included, and each follows the one before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000_000 }), (maxIterations) => {
      const next = logSchedule(maxIterations)
      let points = 1
      for (let k = 0; k < maxIterations; k = next(k)) {
        expect(next(k)).toBeGreaterThan(k)
        points++
      }
      expect(points).toBeLessThanOrEqual(MOST_POINTS)
    }),
  )
})
