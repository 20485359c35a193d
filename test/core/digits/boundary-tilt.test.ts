import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  boundaryTilt,
  boundaryTiltAmongComponents,
  marginGradient,
} from '../../../src/core/digits/boundary-tilt.ts'
import type { DenseLayer, Network } from '../../../src/core/digits/network.ts'
import { InvalidInput } from '../../../src/core/errors.ts'

function layer(rows: readonly (readonly number[])[], power: number | null = null): DenseLayer {
  const [outputs, inputs] = [rows.length, rows[0]!.length]
  return { inputs, outputs, weights: Float64Array.from(rows.flat()), bias: new Float64Array(outputs), power }
}

/** A machine that looks along two axes, at right angles, and weighs what it sees. */
function machine(axes: readonly (readonly number[])[], slopes: readonly number[]): Network {
  const half = slopes.map((slope) => slope / 2)
  return { hill: null, layers: [layer(axes), layer([half, half.map((slope) => -slope)])] }
}

const AXES = [
  [1, 0, 0],
  [0, 1, 0],
]
const degrees = (angle: number) => (angle * Math.PI) / 180
const facing = (angle: number, axes = AXES) =>
  machine(axes, [Math.cos(degrees(angle)), Math.sin(degrees(angle))])

describe('the tilt of a boundary', () => {
  test('is the angle by which it was turned, however small', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.oneof(fc.constant(0), fc.constant(1e-10), fc.double({ min: 0, max: 180, noNaN: true })),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (from, by, length) => {
          const turned = machine(
            AXES,
            [Math.cos, Math.sin].map((of) => length * of(degrees(from + by))),
          )
          expect(Math.abs(boundaryTilt(facing(from), turned) - by)).toBeLessThan(1e-12)
        },
      ),
    )
  })

  test('counts what a machine looks at, unless it is taken among its own components', () => {
    const elsewhere = [
      [1, 0, 0],
      [0, 0, 1],
    ]
    expect(boundaryTilt(facing(60), facing(60, elsewhere))).toBeCloseTo(
      (Math.acos(Math.cos(degrees(60)) ** 2) * 180) / Math.PI,
      12,
    )
    expect(boundaryTiltAmongComponents(facing(60), facing(60, elsewhere))).toBe(0)
    expect(boundaryTiltAmongComponents(facing(60), facing(44, elsewhere))).toBeCloseTo(16, 12)
  })

  test('does not depend on the sign of a component', () => {
    const turnedRound = [
      [1, 0, 0],
      [0, -1, 0],
    ]
    // The machine faces the same way: its second axis and its slope along it are both turned round.
    expect(boundaryTiltAmongComponents(facing(20), facing(-20, turnedRound))).toBeCloseTo(0, 12)
    expect(boundaryTilt(facing(20), facing(-20, turnedRound))).toBeCloseTo(0, 12)
  })

  test('is that of the gradient of the margin, score 0 less score 1', () => {
    expect(marginGradient(machine(AXES, [2, -3]))).toEqual(Float64Array.of(2, -3, 0))
    expect(
      marginGradient({
        hill: null,
        layers: [
          layer([
            [1, 5],
            [4, -1],
          ]),
        ],
      }),
    ).toEqual(Float64Array.of(-3, 6))
  })

  test('is refused where a boundary is curved, missing, or in another space', () => {
    const linear = facing(0)
    for (const other of [
      { hill: { n: 2, theta: 0.5 }, layers: linear.layers },
      { hill: null, layers: [layer(AXES, 1), linear.layers[1]!] },
      machine(AXES, [0, 0]),
      machine([[1, 0]], [1]),
    ]) {
      expect(() => boundaryTilt(linear, other)).toThrow(InvalidInput)
      expect(() => boundaryTilt(other, linear)).toThrow(InvalidInput)
    }
    expect(() => boundaryTiltAmongComponents(linear, machine([[1, 0, 0]], [1]))).toThrow(InvalidInput)
  })
})
