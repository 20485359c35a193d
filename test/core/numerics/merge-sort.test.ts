import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortByKeyInPlace } from '../../../src/core/numerics/merge-sort.ts'

test('sorts keys, takes ids along, and keeps the order of equal keys', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 200 }), (values) => {
      const keys = Float64Array.from(values)
      const ids = Uint32Array.from(values, (_, i) => i)
      sortByKeyInPlace(keys, ids)
      const expected = values.map((value, i) => [value, i] as const).sort(([a, i], [b, j]) => a - b || i - j)
      expect(Array.from(keys, (key, i) => [key, ids[i]])).toEqual(expected)
    }),
  )
})
