import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  determinantSign,
  factoriseInPlace,
  type LuWorkspace,
  luWorkspace,
  solveInPlace,
} from '../../../src/core/numerics/lu.ts'

function filled(rows: readonly (readonly number[])[]): LuWorkspace {
  const lu = luWorkspace(rows.length)
  lu.matrix.set(rows.flat())
  return lu
}

/** Whole numbers keep A·x exact, so that x is known. */
const system = fc.integer({ min: 1, max: 12 }).chain((n) => {
  const entries = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n, maxLength: n })
  return fc.tuple(fc.array(entries, { minLength: n, maxLength: n }), entries)
})

const times = (rows: readonly (readonly number[])[], x: readonly number[]) =>
  Float64Array.from(rows, (row) => row.reduce((sum, a, j) => sum + a * x[j]!, 0))

describe('LU factors', () => {
  test('solve A·x = b for any well-conditioned A', () => {
    fc.assert(
      fc.property(system, ([rows, x]) => {
        // A dominant diagonal keeps the condition small.
        const dominant = rows.map((row, i) => row.map((a, j) => (i === j ? a + 200 : a)))
        const lu = filled(dominant)
        const b = times(dominant, x)
        expect(factoriseInPlace(lu)).toBe(true)
        solveInPlace(lu, b)
        expect(b).toAllClose(x, { atol: 1e-13 })
      }),
    )
  })

  test('solve A·x = b in whatever order the rows of A stand', () => {
    fc.assert(
      fc.property(system, fc.infiniteStream(fc.nat()), ([rows, x], order) => {
        const dominant = rows.map((row, i) => row.map((a, j) => (i === j ? a + 200 : a)))
        const shuffled = dominant
          .map((row) => ({ row, key: order.next().value as number }))
          .sort((first, second) => first.key - second.key)
          .map(({ row }) => row)
        const lu = filled(shuffled)
        const b = times(shuffled, x)
        expect(factoriseInPlace(lu)).toBe(true)
        solveInPlace(lu, b)
        expect(b).toAllClose(x, { atol: 1e-13 })
      }),
    )
  })

  test('are exact for a matrix worked by hand', () => {
    const lu = filled([
      [0, 2, 1],
      [4, 2, 0],
      [2, 3, 1.5],
    ])
    const b = Float64Array.of(7, 8, 12.5)
    expect(factoriseInPlace(lu)).toBe(true)
    expect(determinantSign(lu)).toBe(-1)
    solveInPlace(lu, b)
    expect(b).toEqual(Float64Array.of(1, 2, 3))
  })

  test('keep small rates beside large ones', () => {
    const lu = filled([
      [1e-6, 0],
      [1e4, 1e4],
    ])
    const b = Float64Array.of(1e-6, 3e4)
    expect(factoriseInPlace(lu)).toBe(true)
    solveInPlace(lu, b)
    expect(b).toAllClose([1, 2], { rtol: 1e-15 })
  })

  test('tell the sign of the determinant', () => {
    const signs: [number[][], number][] = [
      [[[3]], 1],
      [[[-3]], -1],
      [
        [
          [0, 1],
          [1, 0],
        ],
        -1,
      ],
      [
        [
          [0, 0, 1],
          [1, 0, 0],
          [0, 1, 0],
        ],
        1,
      ],
    ]
    for (const [rows, sign] of signs) {
      const lu = filled(rows)
      factoriseInPlace(lu)
      expect(determinantSign(lu)).toBe(sign)
    }
  })

  test.each([
    ['of zeros', [[0]]],
    [
      'whose rows are alike',
      [
        [1, 2],
        [2, 4],
      ],
    ],
    [
      'that rounding alone keeps from being singular',
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
    ],
    [
      'with a column of zeros',
      [
        [1, 0],
        [3, 0],
      ],
    ],
    [
      'that holds a NaN',
      [
        [1, Number.NaN],
        [3, 1],
      ],
    ],
    [
      'that holds an infinity',
      [
        [1, 2],
        [Number.POSITIVE_INFINITY, 1],
      ],
    ],
  ])('do not exist of a matrix %s', (_, rows) => {
    expect(factoriseInPlace(filled(rows))).toBe(false)
  })

  test('are made anew in the same workspace', () => {
    const lu = filled([
      [1, 2],
      [2, 4],
    ])
    expect(factoriseInPlace(lu)).toBe(false)
    lu.matrix.set([2, 0, 0, 4])
    expect(factoriseInPlace(lu)).toBe(true)
    const b = Float64Array.of(2, 4)
    solveInPlace(lu, b)
    expect(b).toEqual(Float64Array.of(1, 1))
  })
})
