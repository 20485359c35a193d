import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  gradientDirection,
  landscape,
  normalised,
  orthonormal,
  randomDirection,
} from '../../../src/core/analyses/landscape.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { evenly } from '../../arbitraries.ts'
import { cellTarget, linearTarget } from '../attacks/targets.ts'

const ligands = { bindingTimes: [4, 1.5, 2.2], quantities: [100, 300, 200] }
const target = cellTarget([5, 3], ligands)
const origin = Float64Array.from(ligands.bindingTimes)
const length = (v: Float64Array) => Math.hypot(...v)
const dot = (u: Float64Array, v: Float64Array) => u.reduce((sum, value, i) => sum + value * v[i]!, 0)

describe('a landscape', () => {
  test('has the target’s output at every point of the plane', () => {
    const u = normalised(Float64Array.of(1, -2, 0.5), '')
    const v = orthonormal(Float64Array.of(0, 1, 1), u)
    const a = Float64Array.of(-0.5, 0, 0.7)
    const b = Float64Array.of(-1, 0, 0.3, 0.9)
    const point = landscape(target, { origin, u, v }, a, b)
    b.forEach((along, row) => {
      a.forEach((across, column) => {
        const x = origin.map((value, i) => value + across * u[i]! + along * v[i]!)
        expect([point(row, column)]).toAllClose([target.output(x)], { rtol: 1e-14 })
      })
    })
    expect(point(1, 1)).toBe(target.output(origin))
  })

  test('is refused where the plane leaves the bounds, by any of its corners', () => {
    const plane = { origin, u: Float64Array.of(0, 1, 0), v: Float64Array.of(0, 0, 1) }
    const at = (a: number[], b: number[]) => () =>
      landscape(target, plane, Float64Array.from(a), Float64Array.from(b))
    expect(at([-1.5, 3], [-2.2, 8])).not.toThrow()
    for (const [a, b] of [
      [[-1.51, 0], [0]],
      [[0, -1.51, 3], [0]],
      [[0], [1, -2.21]],
    ] as const) {
      expect(at([...a], [...b])).toThrow(expect.objectContaining({ code: 'outside-bounds' }))
    }
    const bounded = linearTarget([1, 1], { lower: 0, upper: 1 })
    const diagonal = { origin: Float64Array.of(0.5, 0.5), u: Float64Array.of(1, 0), v: Float64Array.of(0, 1) }
    const list = Float64Array.of(0, 0.51)
    expect(() => landscape(bounded, diagonal, list, list)).toThrow(
      expect.objectContaining({ code: 'outside-bounds' }),
    )
  })

  test('of a plane that leaves the bounds has the output of the nearest point within them where that is asked', () => {
    const slopes = [1, 10, 100]
    const bounded = linearTarget(slopes, { lower: 0, upper: 1 })
    const plane = {
      origin: Float64Array.of(0.5, 0.5, 0),
      u: Float64Array.of(1, 0, 0),
      v: Float64Array.of(0, Math.SQRT1_2, -Math.SQRT1_2),
    }
    const [a, b] = [Float64Array.of(-2, 0.1, 2), Float64Array.of(-1, 0.1, 3)]
    const point = landscape(bounded, plane, a, b, 'clip')
    const inside = (value: number) => Math.min(1, Math.max(0, value))
    b.forEach((along, row) => {
      a.forEach((across, column) => {
        const moved = along * Math.SQRT1_2
        const expected = inside(0.5 + across) + 10 * inside(0.5 + moved) + 100 * inside(-moved)
        expect(point(row, column)).toBeCloseTo(expected, 12)
      })
    })
  })

  test('puts a coordinate that rounding has taken out of the bounds back on them', () => {
    const bounded = linearTarget([1, 1], { lower: 0, upper: 1 })
    const plane = { origin: Float64Array.of(0.1, 0.2), u: Float64Array.of(1, 0), v: Float64Array.of(0, 1) }
    const point = landscape(bounded, plane, Float64Array.of(-0.1 - 1e-13), Float64Array.of(0.8 + 1e-13))
    expect(point(0, 0)).toBe(1)
  })
})

describe('the directions of a landscape', () => {
  test('along the gradient are its unit vector', () => {
    const gradient = target.gradient(origin)
    const direction = gradientDirection(target, origin)
    expect(length(direction)).toBeCloseTo(1, 14)
    expect(direction).toAllClose(
      gradient.map((value) => value / length(gradient)),
      { rtol: 1e-14 },
    )
    const h = 1e-5
    const along = (by: number) => target.output(origin.map((value, i) => value + by * direction[i]!))
    expect((along(h) - along(-h)) / (2 * h)).toBeCloseTo(length(gradient), 7)
  })

  test('are refused where the gradient vanishes or diverges', () => {
    const flat = linearTarget([0, 0])
    const steep = cellTarget([2, 0.5], { bindingTimes: [4, 0], quantities: [1, 1] })
    for (const [given, x] of [
      [flat, Float64Array.of(1, 1)],
      [steep, Float64Array.of(4, 0)],
    ] as const) {
      expect(() => gradientDirection(given, x)).toThrow(expect.objectContaining({ code: 'no-direction' }))
    }
  })

  test('at random are unit vectors, the same for the same seed, and even over all directions', () => {
    const at = (seed: number) => randomDirection(5, randomStream(seed, 0))
    expect(at(1)).toEqual(at(1))
    expect(at(1)).not.toEqual(at(2))
    const random = randomStream(3, 0)
    const mean = new Float64Array(3)
    const squares = new Float64Array(3)
    for (let i = 0; i < 4000; i++) {
      const direction = randomDirection(3, random)
      expect(length(direction)).toBeCloseTo(1, 13)
      direction.forEach((value, k) => {
        mean[k] = mean[k]! + value / 4000
        squares[k] = squares[k]! + value ** 2 / 4000
      })
    }
    expect(mean).toAllClose([0, 0, 0], { atol: 0.05 })
    expect(squares).toAllClose([1 / 3, 1 / 3, 1 / 3], { atol: 0.03 })
  })

  const entry = evenly(-10, 10)
  const pairs = fc
    .integer({ min: 2, max: 6 })
    .chain((size) =>
      fc.tuple(
        fc.array(entry, { minLength: size, maxLength: size }),
        fc.array(entry, { minLength: size, maxLength: size }),
      ),
    )

  test('are orthonormal, and span the same plane', () => {
    fc.assert(
      fc.property(pairs, ([first, second]) => {
        const given = Float64Array.from(second)
        const before = Float64Array.from(first)
        fc.pre(length(before) > 1e-3 && length(given) > 1e-3)
        const u = normalised(before, '')
        const rest = given.map((value, i) => value - dot(given, u) * u[i]!)
        fc.pre(length(rest) > 1e-3 * length(given))
        const v = orthonormal(given, u)
        expect(length(v)).toBeCloseTo(1, 12)
        expect(dot(u, v)).toBeCloseTo(0, 10)
        expect(given).toAllClose(
          u.map((value, i) => dot(given, u) * value + dot(given, v) * v[i]!),
          { atol: 1e-10 },
        )
      }),
    )
  })

  test('that are parallel, or have no length, are refused', () => {
    const u = normalised(Float64Array.of(0.3, -0.7, 0.1), '')
    for (const factor of [1, -3, 1e-5, 1e7]) {
      const parallel = u.map((value) => factor * value)
      expect(() => orthonormal(parallel, u)).toThrow(expect.objectContaining({ code: 'no-direction' }))
    }
    expect(() => normalised(new Float64Array(3), 'none')).toThrow('none')
    expect(() => normalised(Float64Array.of(1, Number.POSITIVE_INFINITY), 'none')).toThrow('none')
  })
})
