import { describe, expect, it } from 'vitest'
import { SurfaceAxis } from '../../src/dashboard/antagonism/surface-axis.ts'
import {
  directionOf,
  FIRST_VIEW,
  pressed,
  turned,
  viewOf,
  viewText,
} from '../../src/dashboard/antagonism/surface-camera.ts'
import { frameOf } from '../../src/dashboard/antagonism/surface-frame.ts'
import { colourAt, surfaceGeometry } from '../../src/dashboard/antagonism/surface-geometry.ts'

/** Three binding times by two quantities: one place silent, one not silenced. */
const RESULT = {
  diagram: 'surface' as const,
  threshold: 1,
  criticalBindingTime: 4,
  antagonist: { bindingTime: 3 },
  bindingTime: [4, 5, 6],
  quantity: [1, 100],
  greatestQuantity: 1e9,
  antagonistQuantity: [
    [0, 1, 10],
    [100, 1000, null],
  ],
}

describe('the geometry of a boundary surface', () => {
  const surface = surfaceGeometry(RESULT)!

  it('puts the logarithm of L2 over τ1 and the logarithm of L1', () => {
    const corner = (i: number) => Array.from(surface.positions.subarray(3 * i, 3 * i + 3))
    expect(corner(1)).toEqual([0, -0.5, 0.5])
    expect(corner(4)).toEqual([0, 0.5, -0.5])
    expect(corner(2)[0]).toBe(0.5)
    expect(corner(2)[1]).toBeCloseTo(1 / 3 - 0.5, 6)
  })

  it('leaves out what is silent anyway or not silenced, and counts it', () => {
    expect([surface.silent, surface.unsilenced]).toEqual([1, 1])
    const corners = [...surface.triangles]
    expect(corners).toHaveLength(6)
    expect(corners).not.toContain(0)
    expect(corners).not.toContain(5)
    expect([...surface.lines]).not.toContain(0)
  })

  it('colours by height', () => {
    expect(Array.from(surface.colours.subarray(3, 6))).toAllClose(colourAt(0), { atol: 1e-6 })
    expect(Array.from(surface.colours.subarray(12, 15))).toAllClose(colourAt(1), { atol: 1e-6 })
  })

  it('is nothing where no number of antagonists silences the cell', () => {
    expect(
      surfaceGeometry({
        ...RESULT,
        antagonistQuantity: [
          [0, null, null],
          [null, null, null],
        ],
      }),
    ).toBeNull()
  })

  it('is written on the sides that face who looks', () => {
    const titleAt = (azimuth: number, text: string) =>
      frameOf(surface, { ...FIRST_VIEW, azimuth }).labels.find((label) => label.text === text)!.at
    expect(titleAt(30, 'agonist τ1 (s)')[2]).toBe(0.5)
    expect(titleAt(150, 'agonist τ1 (s)')[2]).toBe(-0.5)
    expect(titleAt(30, 'agonists L1')[0]).toBe(0.5)
    expect(titleAt(-30, 'agonists L1')[0]).toBe(-0.5)
  })
})

describe('an axis of the box', () => {
  it('is ticked at powers of ten, or at round numbers', () => {
    const texts = (axis: SurfaceAxis) => axis.ticks().map(({ text }) => text)
    expect(texts(new SurfaceAxis([0.5, 20_000], true))).toEqual(['1', '10', '100', '1000', '10⁴'])
    expect(texts(new SurfaceAxis([4, 6], false))).toEqual(['4', '4.5', '5', '5.5', '6'])
    expect(texts(new SurfaceAxis([1, 1e12], true)).length).toBeLessThanOrEqual(6)
  })

  it('has a single value in its middle', () => {
    expect(new SurfaceAxis([7], true).shareOf(7)).toBe(0.5)
  })
})

describe('the view of a surface', () => {
  it('turns by the arrow keys and zooms by plus and minus', () => {
    expect(pressed(FIRST_VIEW, 'ArrowRight')!.azimuth).toBeGreaterThan(FIRST_VIEW.azimuth)
    expect(pressed(FIRST_VIEW, 'ArrowUp')!.elevation).toBeGreaterThan(FIRST_VIEW.elevation)
    expect(pressed(FIRST_VIEW, '+')!.zoom).toBeGreaterThan(1)
    expect(pressed(FIRST_VIEW, 'Tab')).toBeNull()
  })

  it('goes all the way round, and stays above the floor', () => {
    expect(turned(FIRST_VIEW, 360, 0)).toEqual(FIRST_VIEW)
    expect(turned({ ...FIRST_VIEW, azimuth: 175 }, 10, 0).azimuth).toBe(-175)
    expect(turned(FIRST_VIEW, 0, -500).elevation).toBe(10)
    expect(turned(FIRST_VIEW, 0, 500).elevation).toBe(89)
  })

  it('comes back from the address, which is silent about the first one', () => {
    expect(viewText(FIRST_VIEW)).toBeNull()
    const view = turned(FIRST_VIEW, 20, 5, 1.5)
    expect(viewOf(viewText(view)!)).toEqual(view)
    expect(viewOf('nonsense')).toEqual(FIRST_VIEW)
    expect(viewOf(undefined)).toEqual(FIRST_VIEW)
  })

  it('is from the front at an azimuth of 0', () => {
    const [x, y, z] = directionOf({ azimuth: 0, elevation: 0, zoom: 1 })
    expect([x, y, z]).toEqual([0, 0, 1])
  })
})
