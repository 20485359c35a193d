import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type { LandscapeResult } from '../../src/api/schemas/landscapes.ts'
import { adaptiveProofreading } from '../../src/core/cells/adaptive-proofreading.ts'
import { type Ligand, mixture } from '../core/cells/mechanistic-cells.ts'
import { type Client, openClient } from './client.ts'
import { runJob } from './job-results.ts'
import { cell } from './specs.ts'

type Landscape = Static<typeof LandscapeResult>

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const LIGANDS: readonly Ligand[] = [
  [4, 100],
  [1.5, 300],
  [2.2, 200],
]
const model = adaptiveProofreading({ N: 5, m: 3, criticalBindingTime: 3 })
const spec = (plane: object, change: object = {}) => ({
  kind: 'landscape',
  seed: 5,
  target: cell(5, 3),
  mixture: LIGANDS.map(([bindingTime, quantity]) => ({ bindingTime, quantity })),
  plane,
  ...change,
})
const along = (x: unknown, y: unknown) => ({
  directions: { x: { direction: x, values: [-0.5, 0, 0.5] }, y: { direction: y, values: [0, 0.25] } },
})
const dot = (u: readonly number[], v: readonly number[]) =>
  u.reduce((sum, value, i) => sum + value * v[i]!, 0)

/** That every value is the model's output at the point of the plane. */
function expectOutputs({ x, y, directions, output }: Landscape): void {
  y.values.forEach((b, row) => {
    const expected = x.values.map((a) =>
      model.output(
        mixture(
          ...LIGANDS.map(
            ([tau, quantity], i): Ligand => [tau + a * directions!.x[i]! + b * directions!.y[i]!, quantity],
          ),
        ),
      ),
    )
    expect(output[row]).toAllClose(expected, { rtol: 1e-13 })
  })
}

describe('a landscape', () => {
  test('tells where the decision boundary runs on it', async () => {
    const results = await runJob<Landscape>(
      client,
      spec({
        inputs: {
          x: { ligand: 0, coordinate: 'bindingTime', values: { from: 2, to: 4, points: 81 } },
          y: { ligand: 0, coordinate: 'quantity', values: { from: 50, to: 150, points: 41 } },
        },
      }),
    )
    const places = results.result.boundary.flat()
    expect(places.length).toBeGreaterThan(10)
    for (const [tau, quantity] of places) {
      const [, ...others] = LIGANDS
      expect(model.output(mixture([tau!, quantity!], ...others))).toBeCloseTo(1, 3)
    }
  })

  test('over two inputs has the output of each mixture, and says where the given one lies', async () => {
    const results = await runJob<Landscape>(
      client,
      spec({
        inputs: {
          x: { ligand: 1, coordinate: 'bindingTime', values: { from: 0, to: 3, points: 4 } },
          y: { ligand: 0, coordinate: 'quantity', values: [10, 100] },
        },
      }),
    )
    const { result } = results
    expect(result).toMatchObject({
      threshold: 1,
      x: { label: 'binding time of ligand 1', unit: 's', values: [0, 1, 2, 3] },
      y: { label: 'quantity of ligand 0', unit: 'ligands', values: [10, 100] },
      origin: { x: 1.5, y: 100 },
      directions: null,
    })
    expect(result.output).toEqual(
      [10, 100].map((quantity) =>
        [0, 1, 2, 3].map((tau) => model.output(mixture([4, quantity], [tau, 300], [2.2, 200]))),
      ),
    )
    const table = await results.table()
    expect(table[0]).toEqual(['x', 'y', 'output'])
    expect(table).toHaveLength(1 + 8)
    expect(await results.numbers()).toEqual(result.output.flat())
    await results.figure()
    expect(await results.frames()).toEqual([
      { shape: [2, 4], from: 0, to: 8, stride: 1, values: result.output.flat() },
    ])
  })

  test('along the gradient and a random direction has orthonormal ones, the first the gradient’s', async () => {
    const { result } = await runJob<Landscape>(client, spec(along('gradient', 'random')))
    const { x, y } = result.directions!
    const gradient = [...model.gradient(mixture(...LIGANDS)).bindingTime]
    const length = Math.hypot(...gradient)
    expect(x).toAllClose(
      gradient.map((value) => value / length),
      { rtol: 1e-13 },
    )
    expect(dot(x, x)).toBeCloseTo(1, 13)
    expect(dot(y, y)).toBeCloseTo(1, 13)
    expect(dot(x, y)).toBeCloseTo(0, 13)
    expect(result.origin).toEqual({ x: 0, y: 0 })
    expect(result.output[0]![1]).toBe(model.output(mixture(...LIGANDS)))
    expect(result.output[0]![2]).toBeGreaterThan(result.output[0]![1]!)
    expectOutputs(result)
  })

  test('along given directions makes them orthonormal, whatever their length', async () => {
    const { result } = await runJob<Landscape>(client, spec(along([0, 2, 0], [0, 5, 1e-3])))
    expect(result.directions!.x).toEqual([0, 1, 0])
    expect(result.directions!.y).toAllClose([0, 0, 1], { atol: 1e-12 })
    expectOutputs(result)
  })

  test('at random is the same for the same seed, and another for another', async () => {
    const at = async (seed: number) =>
      (await runJob<Landscape>(client, spec(along('random', 'random'), { seed }))).result
    const first = await at(5)
    expect(await at(5)).toEqual(first)
    expect((await at(6)).directions).not.toEqual(first.directions)
    expectOutputs(first)
  })

  test('through three corners has their outputs where they lie, and all of them in view', async () => {
    const [second, third] = [
      [3.2, 2.5, 0.3],
      [3.5, 0.2, 2.8],
    ]
    const results = await runJob<Landscape>(
      client,
      spec({ corners: { second, third, margin: 0.1, points: { x: 21, y: 11 } } }),
    )
    const { result } = results
    const times = [LIGANDS.map(([tau]) => tau), second, third]
    const outputs = times.map((taus) =>
      model.output(mixture(...LIGANDS.map(([, quantity], i): Ligand => [taus[i]!, quantity]))),
    )
    expect(result).toMatchObject({
      origin: { x: 0, y: 0 },
      outside: 'clip',
      x: { unit: 's' },
      corners: outputs.map((output) => ({ output, responds: output > 1 })),
    })
    const distance = (i: number, j: number) =>
      Math.hypot(...times[i]!.map((tau, ligand) => tau - times[j]![ligand]!))
    const [first, along, across] = result.corners!
    expect([along!.x, along!.y]).toAllClose([distance(0, 1), 0], { rtol: 1e-12 })
    expect(Math.hypot(across!.x, across!.y)).toBeCloseTo(distance(0, 2), 12)
    expect(Math.hypot(across!.x - along!.x, across!.y)).toBeCloseTo(distance(1, 2), 12)
    expect(result.x.values).toHaveLength(21)
    expect(result.y.values).toHaveLength(11)
    expect(result.y.values[0]).toBeCloseTo(-0.1 * across!.y, 12)
    expect(result.x.values.at(-1)).toBeGreaterThan(along!.x)
    expect(first).toMatchObject({ label: 'the mixture', x: 0, y: 0 })
    const figure = await results.figure()
    for (const { label, responds } of result.corners!) {
      expect(figure).toContain(`${label}: ${responds ? 'responds' : 'silent'}`)
    }
    expect(await results.table()).toHaveLength(1 + 21 * 11)
  })

  test('that leaves the bounds has the output of the nearest mixture there is, where that is asked', async () => {
    const beyond = {
      x: { direction: [0, 1, 0], values: [-9, 0, 1] },
      y: { direction: [0, 0, 1], values: [0] },
    }
    const { result } = await runJob<Landscape>(client, spec({ directions: { ...beyond, outside: 'clip' } }))
    expect(result.outside).toBe('clip')
    expect(result.output[0]).toEqual(
      [0, 1.5, 2.5].map((tau) => model.output(mixture([4, 100], [tau, 300], [2.2, 200]))),
    )
    await client.refusal('/v1/simulations', { body: spec({ directions: beyond }) }, 422, 'outside-bounds')
  })
})
