import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinTiles, MOST_FRAME_NUMBERS, tileFrame, tileRange, tilingOf } from '../../src/jobs/tiles.ts'

const SHAPES = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 3 })
const COSTS = fc.double({ min: 1, max: 1e9, noNaN: true })
const parts = (count: number) => Array.from({ length: count }, (_, part) => part)

describe('the tiles of a field', () => {
  test('follow on one another, none is empty, and together they are the field', () => {
    fc.assert(
      fc.property(SHAPES, COSTS, (shape, cost) => {
        const tiling = tilingOf(shape, cost)
        let next = 0
        for (const part of parts(tiling.parts)) {
          const { from, to } = tileRange(tiling, part)
          expect(from).toBe(next)
          expect(to).toBeGreaterThan(from)
          next = to
        }
        expect(next).toBe(tiling.points)
      }),
    )
  })

  test.each([
    ['a field too small to split is one part', [10, 10], 100, 1, 1],
    ['a small job has parts for many workers', [100, 100], 1e5, 32, 32],
    ['a long job has parts of about 75 ms', [1000, 1000], 1e4, 133, 134],
    ['a job has no more parts than points', [20], 1e9, 20, 20],
    ['a job has no more than 5 000 parts', [1000, 10_000], 1e9, 5000, 5000],
  ])('%s', (_, shape, cost, least, most) => {
    const { parts: count } = tilingOf(shape, cost)
    expect(count).toBeGreaterThanOrEqual(least)
    expect(count).toBeLessThanOrEqual(most)
  })

  test('joined are the field, and are not joined when some are missing', () => {
    const tiling = tilingOf([13, 7], 1e7)
    const field = Float64Array.from({ length: 91 }, (_, i) => i)
    const tiles = parts(tiling.parts).map((part) => {
      const { from, to } = tileRange(tiling, part)
      return field.subarray(from, to)
    })
    expect(joinTiles(tiling, tiles)).toEqual(field)
    expect(() => joinTiles(tiling, tiles.slice(1))).toThrow('the field has 91')
  })
})

describe('the frames of a field', () => {
  function frames(shape: readonly number[], cost: number) {
    const tiling = tilingOf(shape, cost)
    return parts(tiling.parts).map((part) => {
      const { from, to } = tileRange(tiling, part)
      return tileFrame(
        tiling,
        part,
        Float64Array.from({ length: to - from }, (_, i) => from + i),
      )
    })
  }

  test('of a field of up to 100 000 points hold all of it', () => {
    const values = frames([100, 1000], 1e6).flatMap((frame) => frame.values)
    expect(values).toEqual(Array.from({ length: MOST_FRAME_NUMBERS }, (_, i) => i))
  })

  test('of a larger one hold every so many points, in order, and few enough', () => {
    const all = frames([1000, 2501], 1e5)
    const { stride } = all[0]!
    expect(stride).toBe(26)
    const values = all.flatMap((frame) => frame.values)
    expect(values.length).toBeLessThanOrEqual(MOST_FRAME_NUMBERS)
    expect(values).toEqual(Array.from({ length: values.length }, (_, k) => k * stride))
  })
})
