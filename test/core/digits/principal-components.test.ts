import { describe, expect, test } from 'vitest'
import { principalComponents, type Samples } from '../../../src/core/digits/principal-components.ts'
import { Interrupted, InvalidInput, NumericalFailure } from '../../../src/core/errors.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { symmetricEigen } from '../../../src/core/numerics/symmetric-eigen.ts'

function samplesOf(rows: readonly (readonly number[])[]): Samples {
  return { count: rows.length, dimension: rows[0]!.length, at: (i) => Float64Array.from(rows[i]!) }
}

/** Rows like pixels: many are 0, and some coordinates always. */
function pixelLike(count: number, dimension: number): number[][] {
  const random = randomStream(3, 0)
  return Array.from({ length: count }, () => {
    const shared = random.normal()
    return Array.from({ length: dimension }, (_, j) =>
      j % 5 === 0 ? 0 : Math.max(0, shared * Math.sin(j) + random.normal() / (1 + j)),
    )
  })
}

/** The covariance by its definition. */
function covarianceOf(rows: readonly (readonly number[])[]): Float64Array {
  const [count, n] = [rows.length, rows[0]!.length]
  const means = Array.from({ length: n }, (_, j) => rows.reduce((sum, row) => sum + row[j]!, 0) / count)
  return Float64Array.from({ length: n * n }, (_, entry) => {
    const [i, j] = [Math.floor(entry / n), entry % n]
    return rows.reduce((sum, row) => sum + (row[i]! - means[i]!) * (row[j]! - means[j]!), 0) / (count - 1)
  })
}

describe('principal components', () => {
  test.each([41, 42, 43, 44])('are the eigenvectors of the covariance of %i samples', (count) => {
    const rows = pixelLike(count, 17)
    const { components, variances, centre } = principalComponents(samplesOf(rows), 4)
    const wanted = symmetricEigen(covarianceOf(rows), 17)
    expect(variances).toAllClose(wanted.values.slice(0, 4), { rtol: 1e-12 })
    for (let i = 0; i < 4; i++) {
      const [found, known] = [components, wanted.vectors].map((all) => all.subarray(i * 17, (i + 1) * 17))
      const along = found!.reduce((sum, value, j) => sum + value * known![j]!, 0)
      expect(found).toAllClose(
        known!.map((value) => value * Math.sign(along)),
        { atol: 1e-8 },
      )
    }
    expect(centre).toAllClose(
      rows[0]!.map((_, j) => rows.reduce((sum, row) => sum + row[j]!, 0) / count),
      { rtol: 1e-14 },
    )
  })

  test('of points on a line lie along it, with the variance worked by hand', () => {
    // (0, 0), (3, 4), (6, 8): steps of 5, a variance of 25.
    const line = samplesOf([
      [0, 0],
      [3, 4],
      [6, 8],
    ])
    const { centre, components, variances } = principalComponents(line, 1)
    expect(centre).toEqual(Float64Array.of(3, 4))
    expect(components).toAllClose([0.6, 0.8], { rtol: 1e-14 })
    expect(variances).toAllClose([25], { rtol: 1e-14 })
  })

  test('do not change when all samples are standardised by one mean and one deviation', () => {
    const rows = pixelLike(60, 12)
    const plain = principalComponents(samplesOf(rows), 3)
    const standardised = samplesOf(rows.map((row) => row.map((value) => (value - 0.13) / 0.3)))
    const { components, variances } = principalComponents(standardised, 3)
    expect(components).toAllClose(plain.components, { atol: 1e-8 })
    expect(variances).toAllClose(
      plain.variances.map((value) => value / 0.09),
      { rtol: 1e-12 },
    )
  })

  test('have no part in a coordinate that is always 0, to the last bit', () => {
    const { components } = principalComponents(samplesOf(pixelLike(60, 12)), 3)
    for (const [place, value] of components.entries())
      if ((place % 12) % 5 === 0) expect(Math.abs(value)).toBe(0)
  })

  test('may be read from one array that is filled again and again', () => {
    const rows = pixelLike(30, 9)
    const room = new Float64Array(9)
    const reading = (i: number) => {
      room.set(rows[i]!)
      return room
    }
    expect(principalComponents({ count: 30, dimension: 9, at: reading }, 2)).toEqual(
      principalComponents(samplesOf(rows), 2),
    )
  })

  test('are refused: none, more than there are dimensions, as many as samples, or those of samples all alike', () => {
    const few = samplesOf(pixelLike(5, 9))
    for (const count of [0, 1.5, 5, 9]) expect(() => principalComponents(few, count)).toThrow(InvalidInput)
    expect(() => principalComponents(samplesOf(pixelLike(30, 9)), 10)).toThrow(InvalidInput)
    const alike = samplesOf(Array.from({ length: 8 }, () => [0, 1, 0.5]))
    expect(() => principalComponents(alike, 1)).toThrow(NumericalFailure)
  })

  test('end when they are asked to', () => {
    expect(() => principalComponents(samplesOf(pixelLike(30, 9)), 2, () => true)).toThrow(Interrupted)
  })
})
