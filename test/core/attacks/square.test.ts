import { describe, expect, test } from 'vitest'
import { fgsm } from '../../../src/core/attacks/fgsm.ts'
import { SQUARE_DEFAULTS, squareAttack } from '../../../src/core/attacks/square.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { restrictedTarget } from '../../../src/core/restricted-target.ts'
import type { Picture, Target } from '../../../src/core/target.ts'
import { cellTarget, linearTarget } from './targets.ts'

/** A linear target of pixels in [0, 1], which is never silent and has no gradient to look at. */
function linearPicture(slopes: readonly number[], picture?: Picture): Target {
  return {
    ...linearTarget(slopes, { lower: 0, upper: 1 }),
    threshold: Number.NEGATIVE_INFINITY,
    ...(picture && { picture }),
    gradient() {
      throw new Error('the square attack asks for no gradient')
    },
  }
}

/** The target, and the points whose output it is asked for. */
function watched(target: Target): { target: Target; asked: Float64Array[] } {
  const asked: Float64Array[] = []
  return {
    asked,
    target: {
      ...target,
      output(x) {
        asked.push(x.slice())
        return target.output(x)
      },
    },
  }
}

const DIGIT: Picture = { width: 28, height: 28 }
const random = randomStream(11, 0)
const slopes = Array.from({ length: 784 }, () => random.normal())
const digit = Float64Array.from({ length: 784 }, () => Math.floor(256 * random.uniform()) / 255)

describe('the square attack', () => {
  test.each([
    ['a picture', DIGIT],
    ['no picture', undefined],
  ])('takes a linear target of %s nearly as low as the ball allows, without a gradient', (_, picture) => {
    const target = linearPicture(slopes, picture)
    const attacked = squareAttack(target, digit, 0.2, { queries: 20_000 }, randomStream(1, 0))
    const room = (i: number) => Math.min(0.2, slopes[i]! > 0 ? digit[i]! : 1 - digit[i]!)
    const most = slopes.reduce((sum, slope, i) => sum + Math.abs(slope) * room(i), 0)
    const drop = target.output(digit) - target.output(attacked)
    expect(drop).toBeLessThanOrEqual(most * (1 + 1e-12))
    expect(drop).toBeGreaterThan(0.98 * most)
  })

  test('takes a target lower the more outputs it may ask for, and never asks for more', () => {
    const outputs = [1, 2, 50, 500, 5000].map((queries) => {
      const { target, asked } = watched(linearPicture(slopes, DIGIT))
      const attacked = squareAttack(target, digit, 0.1, { queries }, randomStream(2, 0))
      expect(asked.length).toBe(queries)
      const outputs = asked.map(linearPicture(slopes).output)
      expect(linearPicture(slopes).output(attacked)).toBe(Math.min(...outputs))
      return Math.min(...outputs)
    })
    expect(outputs[0]).toBe(linearPicture(slopes).output(digit))
    expect(outputs).toEqual(outputs.toSorted((a, b) => b - a))
  })

  test('begins with vertical stripes of ±ε within the bounds', () => {
    const { target, asked } = watched(linearPicture(slopes, DIGIT))
    squareAttack(target, digit, 0.2, { queries: 2 }, randomStream(3, 0))
    expect(asked[0]).toEqual(digit)
    const stripes = asked[1]!
    const signs = Array.from({ length: 28 }, (_, column) => Math.sign(stripes[column]! - digit[column]!))
    expect(new Set(signs).size).toBe(2)
    expect(stripes).toAllClose(
      digit.map((value, i) => Math.min(1, Math.max(0, value + 0.2 * signs[i % 28]!))),
      { atol: 1e-15 },
    )
  })

  test('leaves the point as it is where nothing may move', () => {
    const { target, asked } = watched(linearPicture(slopes, DIGIT))
    expect(squareAttack(target, digit, 0, SQUARE_DEFAULTS, randomStream(3, 0))).toEqual(digit)
    expect(asked.length).toBe(2)
  })

  test('stops as soon as the target is silent, at the start already if it is', () => {
    const start = linearPicture(slopes).output(digit)
    for (const [threshold, most] of [
      [start, 1],
      [start - 40, SQUARE_DEFAULTS.queries - 1],
    ] as const) {
      const { target, asked } = watched({ ...linearPicture(slopes, DIGIT), threshold })
      const attacked = squareAttack(target, digit, 0.3, SQUARE_DEFAULTS, randomStream(4, 0))
      expect(asked.length).toBeLessThanOrEqual(most)
      expect(attacked).toEqual(asked.at(-1))
      const { output } = linearPicture(slopes)
      expect(asked.findIndex((x) => output(x) <= threshold)).toBe(asked.length - 1)
    }
  })
})

/** Where each point after the stripes differs from them: from the first to the last row, and column, and how often. */
function patchesOf(picture: Picture | undefined, dimension: number, queries: number) {
  // Only the stripes lower the output: every later patch is tried on them, and dropped.
  let count = 0
  const stripes = () => (count++ === 1 ? -1 : 0)
  const { target, asked } = watched({
    ...linearPicture(new Array(dimension).fill(0), picture),
    output: stripes,
  })
  const x = new Float64Array(dimension).fill(0.5)
  squareAttack(target, x, 0.2, { queries }, randomStream(5, 0))
  const width = picture?.width ?? dimension
  return asked.slice(2).map((point) => {
    const changed = Array.from(point.keys()).filter((i) => point[i] !== asked[1]![i])
    const rows = changed.map((i) => Math.floor(i / width))
    const columns = changed.map((i) => i % width)
    return {
      values: new Set(changed.map((i) => point[i])).size,
      top: Math.min(...rows),
      bottom: Math.max(...rows),
      left: Math.min(...columns),
      right: Math.max(...columns),
    }
  })
}

describe('the patches of the square attack', () => {
  test('are squares of one sign that become smaller, anywhere in the picture', () => {
    const patches = patchesOf(DIGIT, 784, 4000)
    // Stripes that have the sign of a square already do not show, so that it may seem narrower.
    for (const { values, top, bottom, left, right } of patches) {
      expect(values).toBe(1)
      expect(right - left).toBeLessThanOrEqual(bottom - top)
    }
    const heights = patches.map(({ top, bottom }) => bottom - top + 1)
    expect([...new Set(heights)]).toEqual([25, 18, 13, 9, 6, 4, 3, 2, 1])
    expect(Math.min(...patches.map(({ top, left }) => Math.min(top, left)))).toBe(0)
    expect(Math.max(...patches.map(({ bottom }) => bottom))).toBe(27)
    expect(Math.max(...patches.map(({ right }) => right))).toBe(27)
  })

  test('are runs of neighbours where there is no picture, and keep to a narrow one', () => {
    const runs = patchesOf(undefined, 40, 5000)
    expect(Math.max(...runs.map(({ bottom }) => bottom))).toBe(0)
    expect(Math.max(...runs.map(({ left, right }) => right - left + 1))).toBeGreaterThan(25)
    expect(runs.every(({ values }) => values === 1)).toBe(true)
    const flat = patchesOf({ width: 20, height: 2 }, 40, 1000)
    expect(Math.max(...flat.map(({ bottom }) => bottom))).toBe(1)
    const high = patchesOf({ width: 2, height: 20 }, 40, 1000)
    expect(Math.max(...high.map(({ right }) => right))).toBe(1)
  })
})

describe('the square attack on a cell', () => {
  test('silences where no gradient shows the way', () => {
    // Empty receptors feel no pull for m > 1; further out they do.
    const target = cellTarget([3, 2], { bindingTimes: [3.5, 0], quantities: [3000, 7000] })
    const x = Float64Array.of(3.5, 0)
    expect(target.output(fgsm(target, x, 0.45))).toBeGreaterThan(target.threshold)
    const attacked = squareAttack(target, x, 0.45, { queries: 50 }, randomStream(6, 0))
    expect(target.output(attacked)).toBeLessThanOrEqual(target.threshold)
  })

  test('finds the corner of the cube that is lowest', () => {
    const bindingTimes = Float64Array.of(6, 1.4, 2.9, 0.5)
    const target = cellTarget([2, 1], { bindingTimes, quantities: [100, 30, 30, 50] })
    const corners = Array.from({ length: 16 }, (_, k) =>
      target.output(bindingTimes.map((value, i) => value + ((k >> i) & 1 ? 0.3 : -0.3))),
    )
    const attacked = squareAttack(target, bindingTimes, 0.3, SQUARE_DEFAULTS, randomStream(7, 0))
    expect([target.output(attacked)]).toAllClose([Math.min(...corners)], { rtol: 1e-12 })
  })
})

test('some pixels of a picture are no picture', () => {
  const target = linearPicture(slopes, DIGIT)
  expect(restrictedTarget(target, digit, [3, 40, 500]).picture).toBeUndefined()
})
