import { describe, expect, test } from 'vitest'
import { Interrupted, NumericalFailure } from '../../../src/core/errors.ts'
import { leadingEigenvectors } from '../../../src/core/numerics/leading-eigenvectors.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { symmetricEigen } from '../../../src/core/numerics/symmetric-eigen.ts'

/** A matrix of the given eigenvalues whose eigenvectors, at random, are known: rows of the second. */
function matrixOf(values: readonly number[], seed = 1): { a: Float64Array; vectors: Float64Array } {
  const n = values.length
  const random = randomStream(seed, 0)
  const noise = Float64Array.from({ length: n * n }, () => random.normal())
  const symmetric = noise.map((value, i) => value + noise[(i % n) * n + Math.floor(i / n)]!)
  const { vectors } = symmetricEigen(symmetric, n)
  const a = new Float64Array(n * n)
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) a[i * n + j]! += values[k]! * vectors[k * n + i]! * vectors[k * n + j]!
  }
  return { a, vectors }
}

/** Values that fall slowly, as those of digits do. */
const SLOW = Array.from({ length: 60 }, (_, i) => 100 / (i + 1))

function sine(a: Float64Array, b: Float64Array): number {
  const along = a.reduce((sum, value, j) => sum + value * b[j]!, 0)
  return Math.hypot(...a.map((value, j) => value - along * b[j]!))
}

describe('the leading eigenvectors', () => {
  test.each([1, 2, 5, 20, 60])('are found to an angle of 1e-8, %i of them', (count) => {
    const { a, vectors } = matrixOf(SLOW)
    const found = leadingEigenvectors(a, 60, count)
    expect(found.values).toAllClose(SLOW.slice(0, count), { rtol: 1e-12 })
    for (let i = 0; i < count; i++) {
      const [vector, wanted] = [found.vectors, vectors].map((rows) => rows.subarray(i * 60, (i + 1) * 60))
      expect(sine(vector!, wanted!)).toBeLessThan(1e-8)
      expect(Math.hypot(...vector!)).toBeCloseTo(1, 13)
    }
  })

  test('have a positive entry of greatest magnitude', () => {
    const { vectors } = leadingEigenvectors(matrixOf(SLOW).a, 60, 10)
    for (let i = 0; i < 10; i++) {
      const vector = vectors.subarray(i * 60, (i + 1) * 60)
      expect(Math.max(...vector)).toBe(Math.max(...vector.map(Math.abs)))
    }
  })

  test('are the same each time', () => {
    const { a } = matrixOf(SLOW)
    expect(leadingEigenvectors(a, 60, 3)).toEqual(leadingEigenvectors(a, 60, 3))
  })

  test('are found in a matrix of low rank, as far as it goes', () => {
    const { a } = matrixOf([5, 3, ...new Array<number>(30).fill(0)])
    expect(leadingEigenvectors(a, 32, 2).values).toAllClose([5, 3], { rtol: 1e-12 })
    expect(() => leadingEigenvectors(new Float64Array(9), 3, 1)).toThrow(NumericalFailure)
    // Three of four coordinates, which the iterated subspace fills.
    const three = Float64Array.of(4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 1, 2)
    expect(leadingEigenvectors(three, 4, 3).values).toAllClose([4, 3, 1], { rtol: 1e-14 })
  })

  test('are not told apart where their values are alike', () => {
    const { a } = matrixOf([7, 7, ...SLOW.slice(20)])
    expect(() => leadingEigenvectors(a, 42, 2)).toThrow(
      expect.objectContaining({ name: 'NumericalFailure', code: 'components-not-converged' }),
    )
  })

  test('end when they are asked to', () => {
    expect(() => leadingEigenvectors(matrixOf(SLOW).a, 60, 2, () => true)).toThrow(Interrupted)
  })
})
