import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { walkBetween } from '../../../src/core/analyses/walk.ts'
import { Interrupted } from '../../../src/core/errors.ts'
import type { Target } from '../../../src/core/target.ts'
import { evenly } from '../../arbitraries.ts'
import { cellTarget, linearTarget } from '../attacks/targets.ts'

const three = fc.array(evenly(-5, 5), { minLength: 3, maxLength: 3 })

/** f(x) = sin(x_0), which responds above 0. */
const wave: Target = {
  ...linearTarget([1, 0]),
  output: ([x]) => Math.sin(x!),
  gradient: ([x]) => Float64Array.of(Math.cos(x!), 0),
}

describe('a walk', () => {
  test('through a linear landscape has a constant slope and crosses where the line says', () => {
    fc.assert(
      fc.property(three, three, three, (slopes, from, to) => {
        const target = linearTarget(slopes)
        const [start, end] = [Float64Array.from(from), Float64Array.from(to)]
        const [first, last] = [target.output(start), target.output(end)]
        fc.pre(Math.abs(last - first) > 1e-3)
        const { length, position, output, slope, crossings } = walkBetween(target, start, end, 21)
        expect(length).toBeCloseTo(Math.hypot(...end.map((value, i) => value - start[i]!)), 12)
        expect(output).toAllClose(
          position.map((share) => first + share * (last - first)),
          { atol: 1e-12 },
        )
        expect(slope).toAllClose(new Float64Array(21).fill((last - first) / length), { rtol: 1e-9 })
        if (first > 0 === last > 0) expect(crossings).toEqual([])
        else {
          expect(crossings).toHaveLength(1)
          expect(crossings[0]!.position).toBeCloseTo(first / (first - last), 9)
          expect(crossings[0]!.distance).toBe(crossings[0]!.position * length)
        }
      }),
    )
  })

  test('starts and ends exactly at its ends, in even steps', () => {
    const target = cellTarget([5, 3], { bindingTimes: [4, 1, 2], quantities: [100, 300, 200] })
    const [from, to] = [Float64Array.of(4.1, 0.1, 2), Float64Array.of(3.3, 2.7, 2)]
    const { position, output } = walkBetween(target, from, to, 11)
    expect([...position]).toEqual(Array.from({ length: 11 }, (_, i) => i / 10))
    expect(output[0]).toBe(target.output(from))
    expect(output[10]).toBe(target.output(to))
  })

  test('finds every crossing that its positions tell apart, to 1e-10 of the way', () => {
    const to = 20
    const { crossings } = walkBetween(wave, Float64Array.of(1, 0), Float64Array.of(to, 0), 101)
    const expected = [1, 2, 3, 4, 5, 6].map((k) => (k * Math.PI - 1) / (to - 1))
    expect(crossings.map(({ position }) => position)).toAllClose(expected, { atol: 1e-10 })
  })

  test('of a cell crosses where the output is the threshold, with the slope of its outputs', () => {
    // Receptors that begin to bind: T falls to below 1 and rises above it again.
    const target = cellTarget([5, 3], { bindingTimes: [3.3, 0], quantities: [1000, 3000] })
    const [from, to] = [Float64Array.of(3.3, 0), Float64Array.of(3.3, 4)]
    const { length, position, output, slope, crossings } = walkBetween(target, from, to, 2001)
    expect(length).toBe(4)
    expect(crossings).toHaveLength(2)
    for (const { distance } of crossings) {
      expect(target.output(Float64Array.of(3.3, distance))).toBeCloseTo(1, 8)
    }
    for (let i = 1; i < 2000; i += 37) {
      const difference = (output[i + 1]! - output[i - 1]!) / ((position[i + 1]! - position[i - 1]!) * length)
      expect(slope[i]).toBeCloseTo(difference, 4)
    }
  })

  test('takes no notice of a derivative that diverges where the way does not lead', () => {
    const target = cellTarget([3, 0.5], { bindingTimes: [4, 0, 1], quantities: [100, 300, 200] })
    const from = Float64Array.of(4, 0, 1)
    expect(walkBetween(target, from, Float64Array.of(4, 0, 2), 5).slope.every(Number.isFinite)).toBe(true)
    expect(walkBetween(target, from, Float64Array.of(4, 1, 1), 5).slope[0]).toBe(Number.NEGATIVE_INFINITY)
  })

  test('is refused when it leads nowhere or begins or ends outside the bounds', () => {
    const target = linearTarget([1, 1], { lower: 0, upper: 1 })
    const [inside, outside] = [Float64Array.of(0.5, 0.5), Float64Array.of(0.5, 1.1)]
    for (const [from, to, code] of [
      [inside, inside.slice(), 'no-direction'],
      [inside, outside, 'outside-bounds'],
      [outside, inside, 'outside-bounds'],
    ] as const) {
      expect(() => walkBetween(target, from, to, 11)).toThrow(expect.objectContaining({ code }))
    }
  })

  test('is given up when asked', () => {
    const [from, to] = [Float64Array.of(0, 0), Float64Array.of(1, 1)]
    expect(() => walkBetween(linearTarget([1, 1]), from, to, 11, () => true)).toThrow(Interrupted)
  })
})
