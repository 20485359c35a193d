import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidInput } from '../../../src/core/errors.ts'
import {
  checkGridSize,
  expandGrid,
  type Grid,
  gridLength,
  MOST_AXIS_POINTS,
  MOST_GRID_POINTS,
} from '../../../src/core/numerics/grid.ts'

/** The error of a call that must be refused. */
function refusal(call: () => unknown): InvalidInput {
  try {
    call()
  } catch (error) {
    if (error instanceof InvalidInput) return error
    throw error
  }
  throw new Error('it was accepted')
}

describe('a grid', () => {
  test('given as a list is that list, in its order', () => {
    expect([...expandGrid([3, 1, 1, 2])]).toEqual([3, 1, 1, 2])
  })

  test('is linear where nothing is said', () => {
    expect([...expandGrid({ from: 0, to: 10, points: 11 })]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect([...expandGrid({ from: 1, to: -1, points: 3, scale: 'linear' })]).toEqual([1, 0, -1])
    expect([...expandGrid({ from: 7, to: 7, points: 1 })]).toEqual([7])
  })

  test('in the logarithm has decades as they are', () => {
    expect([...expandGrid({ from: 1, to: 1e5, points: 6, scale: 'log' })]).toEqual([
      1, 10, 100, 1e3, 1e4, 1e5,
    ])
    expect(expandGrid({ from: 8, to: 0.5, points: 5, scale: 'log' })).toAllClose([8, 4, 2, 1, 0.5], {
      rtol: 1e-15,
    })
  })

  test('has exact ends and as many points as it says, between them and in order', () => {
    const value = fc.double({ min: 1e-300, max: 1e300, noNaN: true })
    fc.assert(
      fc.property(
        value,
        value,
        fc.integer({ min: 2, max: 50 }),
        fc.constantFrom('linear', 'log'),
        (...drawn) => {
          const [from, to, points, scale] = drawn
          fc.pre(from !== to)
          const grid = { from, to, points, scale } as const
          const values = expandGrid(grid)
          expect(values).toHaveLength(points)
          expect(gridLength(grid)).toBe(points)
          expect([values[0], values.at(-1)]).toEqual([from, to])
          const [least, most] = [Math.min(from, to), Math.max(from, to)]
          // Rounding may take a logarithm's neighbour of an end past it, by that much.
          for (const x of values) {
            expect(x).toBeGreaterThanOrEqual(least * (1 - 1e-12))
            expect(x).toBeLessThanOrEqual(most * (1 + 1e-12))
          }
        },
      ),
    )
  })

  test.each<[string, Grid, string, string]>([
    ['an empty list', [], 'empty-grid', ''],
    ['a list with a value that is not finite', [1, Number.NaN], 'not-finite', '/1'],
    ['an end that is not finite', { from: 0, to: Infinity, points: 3 }, 'not-finite', '/to'],
    ['a start that is not finite', { from: Number.NaN, to: 1, points: 3 }, 'not-finite', '/from'],
    ['a span that overflows', { from: -1e308, to: 1e308, points: 3 }, 'not-finite', '/to'],
    ['a logarithm of 0', { from: 0, to: 1, points: 3, scale: 'log' }, 'log-of-zero', '/from'],
    ['a logarithm of less', { from: 1, to: -1, points: 3, scale: 'log' }, 'log-of-zero', '/to'],
    ['no points', { from: 0, to: 1, points: 0 }, 'grid-points', '/points'],
    ['half a point', { from: 0, to: 1, points: 2.5 }, 'grid-points', '/points'],
    ['one point for two ends', { from: 0, to: 1, points: 1 }, 'grid-points', '/points'],
    ['two points at one place', { from: 1, to: 1, points: 2 }, 'empty-interval', '/to'],
  ])('is refused for %s', (_, grid, code, path) => {
    expect(refusal(() => expandGrid(grid))).toMatchObject({ code, path })
  })

  test('is refused when an axis, or all together, have too many points', () => {
    const axis = (points: number, path: string) => ({ grid: { from: 0, to: 1, points }, path })
    const long = axis(MOST_AXIS_POINTS, '/a')
    checkGridSize([long, axis(MOST_GRID_POINTS / MOST_AXIS_POINTS, '/b')], '')
    expect(refusal(() => checkGridSize([axis(MOST_AXIS_POINTS + 1, '/a')], ''))).toMatchObject({
      code: 'grid-too-large',
      path: '/a',
    })
    const over = axis(MOST_GRID_POINTS / MOST_AXIS_POINTS + 1, '/b')
    expect(refusal(() => checkGridSize([long, over], '/both'))).toMatchObject({
      code: 'grid-too-large',
      path: '/both',
    })
  })
})
