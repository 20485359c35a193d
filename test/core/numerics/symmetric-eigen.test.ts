import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { symmetricEigen } from '../../../src/core/numerics/symmetric-eigen.ts'

const matrix = fc
  .integer({ min: 1, max: 9 })
  .chain((n) =>
    fc
      .array(fc.integer({ min: -20, max: 20 }), { minLength: n * n, maxLength: n * n })
      .map((entries) => ({ n, a: symmetric(entries, n) })),
  )

function symmetric(entries: readonly number[], n: number): Float64Array {
  return Float64Array.from(entries, (_, i) => entries[i]! + entries[(i % n) * n + Math.floor(i / n)]!)
}

describe('eigenvectors of a symmetric matrix', () => {
  test('make it up again, are at right angles and of length 1, and come greatest first', () => {
    fc.assert(
      fc.property(matrix, ({ n, a }) => {
        const { values, vectors } = symmetricEigen(a, n)
        const entry = (i: number, j: number, weight: (k: number) => number) =>
          values.reduce((sum, _, k) => sum + weight(k) * vectors[k * n + i]! * vectors[k * n + j]!, 0)
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            expect(Math.abs(entry(i, j, (k) => values[k]!) - a[i * n + j]!)).toBeLessThan(1e-12 * 40 * n)
            expect(Math.abs(entry(i, j, () => 1) - (i === j ? 1 : 0))).toBeLessThan(1e-13)
          }
        }
        expect([...values]).toEqual([...values].sort((x, y) => y - x))
      }),
    )
  })

  test('are exact for a matrix worked by hand', () => {
    // Eigenvalues 3 and 1, along the diagonals.
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2)
    expect(values).toAllClose([3, 1], { rtol: 1e-15 })
    expect(vectors.map(Math.abs)).toAllClose(new Float64Array(4).fill(Math.SQRT1_2), { rtol: 1e-15 })
    expect(vectors[0]! * vectors[1]!).toBeGreaterThan(0)
  })

  test('leave the matrix as it was', () => {
    const a = Float64Array.of(2, 1, 1, 2)
    symmetricEigen(a, 2)
    expect(a).toEqual(Float64Array.of(2, 1, 1, 2))
  })
})
