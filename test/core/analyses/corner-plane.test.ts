import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cornerPlane, cornerView } from '../../../src/core/analyses/corner-plane.ts'
import { landscape } from '../../../src/core/analyses/landscape.ts'
import { evenly } from '../../arbitraries.ts'
import { cellTarget } from '../attacks/targets.ts'

const vector = (size: number) => fc.array(evenly(0, 1), { minLength: size, maxLength: size })
const triples = fc
  .integer({ min: 2, max: 7 })
  .chain((size) => fc.tuple(vector(size), vector(size), vector(size)))
  .map((corners) => corners.map((corner) => Float64Array.from(corner)))
const distance = (a: Float64Array, b: Float64Array) => Math.hypot(...a.map((value, i) => value - b[i]!))

/** Twice the area of a triangle in a plane. */
const area = ([a, b, c]: readonly { x: number; y: number }[]) =>
  (b!.x - a!.x) * (c!.y - a!.y) - (c!.x - a!.x) * (b!.y - a!.y)

describe('the plane through three corners', () => {
  test('has them where their distances from each other put them', () => {
    fc.assert(
      fc.property(triples, ([a, b, c]) => {
        const [ab, ac, bc] = [distance(a!, b!), distance(a!, c!), distance(b!, c!)]
        // Twice the height of the third above the line through the others.
        fc.pre(ab > 1e-3 && ab + ac - bc > 1e-3 && ab + bc - ac > 1e-3 && ac + bc - ab > 1e-3)
        const { places } = cornerPlane([a!, b!, c!])
        expect(places[0]).toEqual({ x: 0, y: 0 })
        expect(places[1].y).toBe(0)
        expect(places[2].y).toBeGreaterThan(0)
        const between = (i: number, j: number) =>
          Math.hypot(places[i]!.x - places[j]!.x, places[i]!.y - places[j]!.y)
        expect([between(0, 1), between(0, 2), between(1, 2)]).toAllClose([ab, ac, bc], { rtol: 1e-11 })
        expect(area(places)).toBeGreaterThan(0)
      }),
    )
  })

  test('goes through them: the landscape there has their outputs', () => {
    const target = cellTarget([5, 3], { bindingTimes: [4, 1, 2], quantities: [100, 300, 200] })
    const corners = [
      Float64Array.of(4, 1, 2),
      Float64Array.of(3.2, 2.5, 0.3),
      Float64Array.of(3.5, 0.2, 2.8),
    ] as const
    const { plane, places } = cornerPlane(corners)
    corners.forEach((corner, i) => {
      const { x, y } = places[i]!
      const point = landscape(target, plane, Float64Array.of(x), Float64Array.of(y))
      expect([point(0, 0)]).toAllClose([target.output(corner)], { rtol: 1e-12 })
    })
  })

  test('is refused where the corners lie on one line', () => {
    const a = Float64Array.of(1, 2, 0)
    const b = Float64Array.of(2, 0, 1)
    for (const share of [0, 1, 0.3, -2, 1e6]) {
      const c = a.map((value, i) => value + share * (b[i]! - value))
      expect(() => cornerPlane([a, b, c])).toThrow(expect.objectContaining({ code: 'no-direction' }))
    }
    expect(() => cornerPlane([a, a.slice(), b])).toThrow('the first two corners are the same point')
  })
})

describe('the view of three corners', () => {
  const plane = cornerPlane([Float64Array.of(0, 0), Float64Array.of(4, 0), Float64Array.of(-1, 2)])

  test('shows all of them, with room on each side as a share of their span', () => {
    const { a, b } = cornerView(plane, { margin: 0.1, points: { x: 11, y: 3 } })
    expect(a).toHaveLength(11)
    expect([a[0]!, a[10]!]).toAllClose([-1.5, 4.5], { rtol: 1e-14 })
    expect(b).toAllClose([-0.2, 1, 2.2], { rtol: 1e-14 })
  })

  test('without room ends at the corners', () => {
    const { a, b } = cornerView(plane, { margin: 0, points: { x: 2, y: 2 } })
    expect([...a]).toEqual([-1, 4])
    expect([...b]).toEqual([0, 2])
  })
})
