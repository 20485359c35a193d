import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FLATNESS_DEFAULTS, flatness } from '../../../src/core/analyses/flatness.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { restrictedTarget } from '../../../src/core/restricted-target.ts'
import { clip, type Target } from '../../../src/core/target.ts'
import { evenly } from '../../arbitraries.ts'
import { cellTarget, linearTarget } from '../attacks/targets.ts'

const at = (target: Target, x: Float64Array, options = {}, seed = 1) =>
  flatness(target, x, { ...FLATNESS_DEFAULTS, ...options }, randomStream(seed, 0))

describe('the flatness', () => {
  const slope = evenly(-3, 3)
  test('of a linear target is its slope: distances margin/|g|, nothing steeper anywhere', () => {
    fc.assert(
      fc.property(fc.array(slope, { minLength: 2, maxLength: 5 }), evenly(0.1, 4), (slopes, margin) => {
        const length = Math.hypot(...slopes)
        fc.pre(length > 0.1)
        const x = Float64Array.from(slopes, (value) => (margin * value) / length ** 2)
        const found = at(linearTarget(slopes), x, { draws: 3 })
        const sum = slopes.reduce((total, value) => total + Math.abs(value), 0)
        expect(found.margin).toBeCloseTo(margin, 12)
        expect(found.gradientNorm.l2).toBeCloseTo(length, 12)
        expect(found.gradientNorm.l1).toBeCloseTo(sum, 12)
        expect([found.boundary.l2!, found.boundary.linf!]).toAllClose([margin / length, margin / sum], {
          rtol: 1e-9,
        })
        expect(found.steepening).toBe(1)
      }),
      { numRuns: 30 },
    )
  })

  test.each([
    [1, 1],
    [2, 2 / Math.PI],
    [3, 1 / 2],
    [4, 4 / (3 * Math.PI)],
    [50, Math.sqrt(2 / (Math.PI * 50)) * (1 + 1 / 200)],
  ])('of a linear target changes in %d dimensions by E|u·g| of the mean direction', (dimension, mean) => {
    const slopes = Array.from({ length: dimension }, (_, i) => 1 + (i % 3))
    const length = Math.hypot(...slopes)
    const x = new Float64Array(dimension).fill(2)
    const target = linearTarget(slopes)
    const { relativeChange } = at(target, x, { draws: 20_000, radius: 0.3 })
    expect([relativeChange]).toAllClose([(0.3 * length * mean) / target.output(x)], { rtol: 0.02 })
  })

  test('takes a step that leaves the bounds back to them', () => {
    const bounded = linearTarget([1], { lower: 0, upper: 1 })
    // Half of the steps go nowhere.
    const { relativeChange } = at(bounded, Float64Array.of(1), { draws: 10_000, radius: 0.25 })
    expect([relativeChange]).toAllClose([0.125], { rtol: 0.05 })
  })

  test('counts the derivatives that are nothing beside the largest', () => {
    expect(at(linearTarget([3, 0, 1e-13, -1e-9]), Float64Array.of(1, 1, 1, 1)).vanishing).toBe(0.5)
    expect(at(linearTarget([0, 0]), Float64Array.of(1, 1)).vanishing).toBe(1)
    const steep = cellTarget([3, 0.5], { bindingTimes: [4, 0, 0], quantities: [100, 10, 0] })
    expect(at(steep, Float64Array.of(4, 0, 0)).vanishing).toBeCloseTo(1 / 3, 12)
  })

  test('of self ligands beside agonists is greater, and their boundary further and steeper, the later the feedback', () => {
    const rising = (values: readonly number[]) =>
      values.every((value, i) => i === 0 || value > values[i - 1]!)
    const cell = { bindingTimes: [3.5, 0.03, 0.02], quantities: [300, 4000, 3000] }
    const found = [1, 2, 3].map((m) => {
      const target = cellTarget([m + 1, m], cell)
      const x = Float64Array.from(cell.bindingTimes)
      return at(restrictedTarget({ ...target, threshold: 0.8 }, x, [1, 2]), x.subarray(1), { radius: 0.01 })
    })
    expect(rising(found.map(({ relativeChange }) => -relativeChange))).toBe(true)
    expect(rising(found.map(({ gradientNorm }) => -gradientNorm.l1))).toBe(true)
    expect(rising(found.map(({ boundary }) => boundary.linf!))).toBe(true)
    expect(rising(found.map(({ steepening }) => steepening!))).toBe(true)
    // Without a critical point the slope only falls off on the way; with one it begins from next to nothing.
    expect(found[0]!.steepening).toBeLessThan(1)
    expect(found[2]!.steepening).toBeGreaterThan(100)
  })

  test('is steepening by the gradient on the boundary that it has found', () => {
    // f = x² − 1 above 0, from x = 3: the slope goes from 6 to 2.
    const square: Target = {
      ...linearTarget([1], { lower: 0 }),
      threshold: 1,
      output: ([x]) => x! ** 2,
      gradient: ([x]) => Float64Array.of(2 * x!),
    }
    const found = at(square, Float64Array.of(3))
    expect(found.boundary.l2).toBeCloseTo(2, 9)
    expect(found.steepening).toBeCloseTo(1 / 3, 9)
  })

  test('has no boundary where there is none, or where nothing responds', () => {
    const bounded = linearTarget([1, 1], { lower: 1, upper: 2 })
    const nowhere = at(bounded, Float64Array.of(1.5, 1.5))
    expect(nowhere).toMatchObject({ boundary: { linf: null, l2: null }, steepening: null })
    const silent = at(linearTarget([1, 1]), Float64Array.of(-1, -1))
    expect(silent).toMatchObject({ margin: -2, boundary: { linf: null, l2: null }, steepening: null })
    expect(silent.relativeChange).toBeGreaterThan(0)
  })

  test('is infinite, not undefined, where the gradient or the change by the margin is', () => {
    const steep = cellTarget([3, 0.5], { bindingTimes: [4, 0], quantities: [100, 10] })
    const found = at(steep, Float64Array.of(4, 0))
    expect(found.gradientNorm).toEqual({ l2: Number.POSITIVE_INFINITY, l1: Number.POSITIVE_INFINITY })
    expect(found.steepening).toBe(0)
    expect(at(linearTarget([1]), Float64Array.of(0)).relativeChange).toBe(Number.POSITIVE_INFINITY)
    expect(at(linearTarget([0]), Float64Array.of(0)).relativeChange).toBe(0)
  })

  test('is the same for the same seed, and looks only within the bounds', () => {
    const cell = { bindingTimes: [3.5, 0.01], quantities: [3000, 7000] }
    const target = cellTarget([3, 2], cell)
    const x = Float64Array.from(cell.bindingTimes)
    const within = {
      ...target,
      output(point: Float64Array) {
        expect(point).toEqual(clip(point, target.bounds))
        return target.output(point)
      },
    }
    expect(at(within, x)).toEqual(at(target, x))
    expect(at(target, x, {}, 2).relativeChange).not.toBe(at(target, x).relativeChange)
  })
})
