import { describe, expect, test } from 'vitest'
import { contourLines } from '../../src/jobs/contour-lines.ts'

const X = [0, 1, 2, 4, 8]
const Y = [-3, 0, 5]

function field(f: (x: number, y: number) => number) {
  return { x: X, y: Y, values: Y.flatMap((y) => X.map((x) => f(x, y))) }
}

describe('contour lines', () => {
  test('of a plane lie where it has the level, whatever the spacing of the samples', () => {
    const lines = contourLines(
      field((x, y) => 3 * x + y),
      6,
    )
    expect(lines).toHaveLength(1)
    for (const [x, y] of lines[0]!) expect(3 * x + y).toBeCloseTo(6, 12)
    // From one edge of the grid to the other.
    const ys = lines[0]!.map(([, y]) => y)
    expect([Math.min(...ys), Math.max(...ys)]).toEqual([-3, 5])
  })

  test('are none where the level is not met, and closed around an island', () => {
    expect(
      contourLines(
        field((x) => x),
        9,
      ),
    ).toEqual([])
    const [ring, ...others] = contourLines(
      field((x, y) => (x === 2 && y === 0 ? 1 : 0)),
      0.5,
    )
    expect(others).toEqual([])
    expect(ring!.at(-1)).toEqual(ring![0])
  })

  test('leave out places beside what is no number', () => {
    const lines = contourLines(
      field((x, y) => (x === 8 && y === 5 ? Number.NaN : x)),
      3,
    )
    expect(lines.flat().flat().every(Number.isFinite)).toBe(true)
  })
})
