import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type {
  BoundarySurfaceResult,
  DoseResponseResult,
  PhaseDiagramResult,
} from '../../src/api/schemas/simulation-results.ts'
import { SHP1_2013, shp1Feedback } from '../../src/core/cells/shp1-feedback.ts'
import type { SplitKind } from '../../src/jobs/kind.ts'
import { kindFor } from '../../src/jobs/kinds.ts'
import type { TileFrame } from '../../src/jobs/tiles.ts'
import { mixture } from '../core/cells/mechanistic-cells.ts'
import { type Client, openClient } from './client.ts'
import { type JobResults, runJob } from './job-results.ts'
import { cell } from './specs.ts'

type DoseResponse = Static<typeof DoseResponseResult>
type Phase = Static<typeof PhaseDiagramResult>
type Surface = Static<typeof BoundarySurfaceResult>

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const logarithmic = (from: number, to: number, points: number) => ({ from, to, points, scale: 'log' })

/** That table, figure and bytes of a field say what its JSON does; `rows` are its values as JSON has them. */
async function expectSameField(results: JobResults<object>, head: string[], rows: (number | null)[][]) {
  const table = await results.table()
  expect(table[0]).toEqual(head)
  expect(table).toHaveLength(1 + rows.flat().length)
  const values = rows.flat().map((value) => value ?? Number.POSITIVE_INFINITY)
  expect(table.slice(1).map((row) => Number(row.at(-1)))).toEqual(values)
  expect(await results.numbers()).toEqual(values)
  await results.figure()
}

describe('a dose response', () => {
  const spec = {
    kind: 'dose-response',
    target: { model: 'shp1-feedback' },
    ligand: { bindingTime: [7, 3], quantity: logarithmic(1, 1e4, 5) },
    background: [{ bindingTime: 1, quantity: 500 }],
  }

  test('is the output of each mixture, a row a binding time', async () => {
    const results = await runJob<DoseResponse>(client, spec)
    const { result } = results
    const model = shp1Feedback(SHP1_2013)
    expect(result).toMatchObject({
      threshold: model.threshold,
      criticalBindingTime: model.criticalBindingTime,
      bindingTime: [7, 3],
    })
    expect(result.quantity).toAllClose([1, 10, 100, 1000, 1e4], { rtol: 1e-14 })
    expect(result.output).toEqual(
      [7, 3].map((tau) =>
        result.quantity.map((quantity) => model.output(mixture([tau, quantity], [1, 500]))),
      ),
    )
    await expectSameField(results, ['quantity', 'bindingTime', 'output'], result.output)
  })

  test('of ideal adaptive proofreading alone is flat (F1)', async () => {
    const { result } = await runJob<DoseResponse>(client, {
      ...spec,
      target: cell(5, 3),
      background: undefined,
      ligand: { bindingTime: [2, 3, 4.5], quantity: [1, 1e6] },
    })
    result.output.forEach((row, i) => {
      expect(row).toAllClose([0, 0].fill((result.bindingTime[i]! / 3) ** 2), { rtol: 1e-13 })
    })
  })
})

describe('a phase diagram', () => {
  const spec = (model: object, bindingTime: object, quantity: object) => ({
    kind: 'decision-boundary',
    diagram: 'phase',
    target: model,
    ligand: { bindingTime, quantity },
  })

  test('has the output at every point, and the boundary between those that respond and those that do not', async () => {
    const results = await runJob<Phase>(
      client,
      spec({ model: 'revised-akpr' }, logarithmic(1, 20, 21), [1, 100, 1e4]),
    )
    const { result } = results
    expect(result.diagram).toBe('phase')
    expect(result.boundary[0]).toBeGreaterThan(result.boundary[2]!)
    result.output.forEach((row, i) => {
      const boundary = result.boundary[i]!
      row.forEach((output, j) => {
        expect(output > result.threshold).toBe(result.bindingTime[j]! > boundary)
      })
    })
    await expectSameField(results, ['bindingTime', 'quantity', 'output'], result.output)
  })

  test('of ideal adaptive proofreading has its boundary at τc, and none outside of the range', async () => {
    const { result } = await runJob<Phase>(client, spec(cell(5, 3), [1, 2, 5], [1, 1e5]))
    expect(result.boundary).toAllClose([3, 3], { rtol: 1e-11 })
    const above = await runJob<Phase>(client, spec(cell(5, 3), [4, 5], [1, 1e5]))
    expect(above.result.boundary).toEqual([null, null])
  })

  test('moves with the quantity for kinetic proofreading, and hardly for the adaptive models', async () => {
    const span = async (model: string) => {
      const { result } = await runJob<Phase>(
        client,
        spec({ model }, logarithmic(1, 50, 40), [1000, 1e4, 1e5]),
      )
      const places = result.boundary.map((tau) => tau!)
      return Math.max(...places) / Math.min(...places)
    }
    expect(await span('kinetic-proofreading')).toBeGreaterThan(3)
    expect(await span('adaptive-sorting')).toBeLessThan(1.03)
    expect(await span('shp1-feedback')).toBeLessThan(1.4)
    expect(await span('revised-akpr')).toBeLessThan(1.4)
  })

  test('is streamed in tiles, in order, and the same bits on one worker and on two', async () => {
    const large = spec({ model: 'shp1-feedback' }, { from: 1, to: 15, points: 300 }, logarithmic(1, 1e5, 300))
    const parts = (kindFor('decision-boundary', large) as SplitKind).parts(large)
    expect(parts).toBeGreaterThan(8)
    const two = await runJob<Phase>(client, large)
    const tiles = (await two.frames()) as TileFrame[]
    expect(tiles).toHaveLength(parts)
    expect(tiles.map(({ from }) => from)).toEqual([0, ...tiles.slice(0, -1).map(({ to }) => to)])
    expect(tiles.at(-1)!.to).toBe(90_000)
    expect(tiles.every(({ shape, stride }) => `${shape}` === '300,300' && stride === 1)).toBe(true)
    expect(tiles.flatMap(({ values }) => values)).toEqual(two.result.output.flat())

    const alone = await openClient({ workers: 1 })
    const one = await runJob<Phase>(alone, large)
    expect(one.result).toEqual(two.result)
    expect(await one.numbers()).toEqual(await two.numbers())
    expect(await one.frames()).toEqual(tiles)
    await alone.service.close()
  })
})

describe('a boundary surface', () => {
  const agonist = { bindingTime: [2, 3, 6], quantity: [1, 100, 1e6] }
  const surface = (N: number, m: number, bindingTime: number, change: object = {}) => ({
    kind: 'decision-boundary',
    diagram: 'surface',
    target: cell(N, m),
    agonist,
    antagonist: { bindingTime },
    ...change,
  })

  test.each([
    [2, 1, 800],
    [3, 2, 2700],
    [5, 3, 12_909.94],
    [5, 4, 19_531.25],
  ])('of (%d, %d) takes %d antagonists at the strongest binding time (F3)', async (N, m, expected) => {
    const results = await runJob<Surface>(client, surface(N, m, 3 * (m / N) ** (1 / (N - m))))
    const { result } = results
    expect(result).toMatchObject({ diagram: 'surface', ...agonist, greatestQuantity: 1e7 })
    for (const row of result.antagonistQuantity) expect(row.slice(0, 2)).toEqual([0, 0])
    expect(result.antagonistQuantity[1]![2]).toBeCloseTo(expected, 2)
    // Proportional to the agonists; a million of them cannot be silenced by ten million antagonists.
    expect(result.antagonistQuantity[0]![2]).toBeCloseTo(expected / 100, 4)
    expect(result.antagonistQuantity[2]![2]).toEqual(expected > 1000 ? null : expect.closeTo(8e6, 2))
    await expectSameField(
      results,
      ['bindingTime', 'quantity', 'antagonistQuantity'],
      result.antagonistQuantity,
    )
  })

  test('has no antagonists that bind as long as agonists, nor any beyond the greatest number', async () => {
    const none = [
      [0, 0, null],
      [0, 0, null],
      [0, 0, null],
    ]
    expect((await runJob<Surface>(client, surface(3, 2, 3))).result.antagonistQuantity).toEqual(none)
    const few = await runJob<Surface>(client, surface(3, 2, 2, { greatestQuantity: 20 }))
    expect(few.result.antagonistQuantity).toEqual(none)
  })

  test('of a mechanistic model lies where the output is at the threshold', async () => {
    const { result } = await runJob<Surface>(client, {
      ...surface(3, 2, 2),
      target: { model: 'shp1-feedback' },
      agonist: { bindingTime: [3, 8, 12], quantity: [100, 1000] },
    })
    const model = shp1Feedback(SHP1_2013)
    result.antagonistQuantity.forEach((row, i) => {
      row.forEach((quantity, j) => {
        const agonists = [result.bindingTime[j]!, result.quantity[i]!] as const
        const output = (count: number) => model.output(mixture(agonists, [2, count]))
        if (quantity === 0) expect(output(0)).toBeLessThanOrEqual(model.threshold)
        else expect([output(quantity!)]).toAllClose([model.threshold], { rtol: 1e-9 })
      })
    })
  })
})

test('fields of a single point have every representation', async () => {
  const ligand = { bindingTime: [4], quantity: [10] }
  const common = { target: cell(5, 3) }
  for (const spec of [
    { kind: 'dose-response', ligand },
    { kind: 'decision-boundary', diagram: 'phase', ligand },
    { kind: 'decision-boundary', diagram: 'surface', agonist: ligand, antagonist: { bindingTime: 2 } },
    { kind: 'decision-boundary', diagram: 'surface', agonist: ligand, antagonist: { bindingTime: 3 } },
  ]) {
    const results = await runJob<object>(client, { ...common, ...spec })
    expect(await results.table()).toHaveLength(2)
    expect(await results.numbers()).toHaveLength(1)
    await results.figure()
    expect(await results.frames()).toMatchObject([{ shape: [1, 1], from: 0, to: 1 }])
  }
})
