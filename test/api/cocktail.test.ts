import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CocktailResult } from '../../src/api/schemas/results.ts'
import { OT1_FIT, revisedAkpr } from '../../src/core/cells/revised-akpr.ts'
import { type Ligand, mixture } from '../core/cells/mechanistic-cells.ts'
import { type Client, openClient } from './client.ts'
import { runJob } from './job-results.ts'
import { cell } from './specs.ts'

type Cocktail = Static<typeof CocktailResult>

let client: Client
beforeAll(async () => {
  client = await openClient()
})

/** The peptides of OT-1 T cells, as the science lists them. */
const OT1 = {
  N4: 10,
  A2: 8.47,
  Y3: 7.19,
  Q4: 5.99,
  T4: 4.71,
  Q7: 3.94,
  V4: 2.89,
  G4: 1.77,
  E1: 0.5,
}
const listed = (panel: Readonly<Record<string, number>>) =>
  Object.entries(panel).map(([name, bindingTime]) => ({ name, bindingTime }))

const spec = (change: object = {}) => ({
  kind: 'cocktail',
  seed: 9,
  target: { model: 'revised-akpr' },
  agonists: [{ bindingTime: 10, quantity: 10 }],
  panel: 'ot-1',
  budget: { total: 1000 },
  ...change,
})

test('the panels are listed with the ligands of the science', async () => {
  const { panels } = (await client.send('/v1/panels')).json<{
    panels: { name: string; ligands: object[] }[]
  }>()
  expect(panels.map(({ name }) => name)).toEqual(['ot-1'])
  expect(panels[0]!.ligands).toEqual(listed(OT1))
})

describe('a cocktail', () => {
  test('against OT-1 T cells is of the peptides below τc, lower than random ones, above the certificate', async () => {
    const results = await runJob<Cocktail>(client, spec())
    const { job, result } = results
    expect(job).toMatchObject({ type: 'attack', kind: 'cocktail', seed: 9 })
    const { T4, Q7, V4, G4, E1 } = OT1
    expect(result).toMatchObject({
      criticalBindingTime: 5,
      budget: { total: 1000, kinds: 5 },
      panel: listed({ T4, Q7, V4, G4, E1 }),
      responds: { initial: true, attacked: false },
      certificate: { exact: false, crossable: true },
      control: { draws: 64 },
    })
    const model = revisedAkpr(OT1_FIT)
    const ligands = result.cocktail.map(({ bindingTime, quantity }): Ligand => [bindingTime, quantity])
    expect([result.output.attacked]).toAllClose([model.output(mixture([10, 10], ...ligands))], {
      rtol: 1e-12,
    })
    expect(result.output.initial).toBe(model.output(mixture([10, 10])))
    // 1 000 antagonists are the strongest near 3.1 s: V4.
    expect(result.cocktail[0]!.name).toBe('V4')
    expect(result.cocktail.reduce((sum, { quantity }) => sum + quantity, 0)).toBeLessThanOrEqual(1000)
    expect(result.output.attacked).toBeLessThan(result.control.least * (1 + 1e-9))
    expect(result.control.output).toBeGreaterThanOrEqual(result.control.least)
    expect(result.output.attacked).toBeGreaterThan(result.certificate.minimumOutput)
    const { fewest } = result
    const silenced = model.output(mixture([10, 10], [fewest!.bindingTime, fewest!.quantity]))
    expect([silenced]).toAllClose([model.threshold], { rtol: 1e-9 })
    expect(fewest!.atLeast).toBeLessThanOrEqual(fewest!.quantity)
    expect(fewest!.atLeast).toBeGreaterThan(0)
    expect(await results.table()).toEqual([
      ['name', 'bindingTime', 'quantity'],
      ...result.cocktail.map(({ name, bindingTime, quantity }) => [name, `${bindingTime}`, `${quantity}`]),
    ])
    await results.figure()
    expect(await results.frames()).toEqual([{ cocktail: result.cocktail, output: result.output.attacked }])
  })

  test('is the same for the same seed; for another one only the control differs', async () => {
    const at = async (seed: number) => (await runJob<Cocktail>(client, spec({ seed }))).result
    const first = await at(1)
    expect(await at(1)).toEqual(first)
    const other = await at(2)
    expect(other.control).not.toEqual(first.control)
    expect({ ...other, control: null }).toEqual({ ...first, control: null })
  })

  test.each([
    [2, 1, 800],
    [3, 2, 2700],
    [5, 3, 12_909.94],
    [5, 4, 19_531.25],
  ])('against (%d, %d) is exact, and the fewest ligands are those of F3', async (N, m, least) => {
    const star = 3 * (m / N) ** (1 / (N - m))
    const { result } = await runJob<Cocktail>(
      client,
      spec({
        target: cell(N, m),
        agonists: [{ bindingTime: 6, quantity: 100 }],
        panel: listed({ weak: 0.6 * star, best: star, late: 2.95, agonist: 8 }),
        budget: { total: 1.02 * least },
      }),
    )
    expect(result.panel.map(({ name }) => name)).toEqual(['weak', 'best', 'late'])
    expect(result.cocktail).toEqual([{ name: 'best', bindingTime: star, quantity: expect.any(Number) }])
    expect([result.output.attacked]).toAllClose([result.certificate.minimumOutput], { rtol: 1e-12 })
    expect(result.certificate.exact).toBe(true)
    expect(result.fewest).toMatchObject({ name: 'best', quantity: expect.closeTo(least, 2) })
    expect([result.fewest!.atLeast]).toAllClose([least], { rtol: 1.01e-4 })
  })

  test('takes ligands above τc only when it may, and no more kinds than it may', async () => {
    const panel = listed({ strong: 3.6, weak: 1 })
    const given = { target: cell(5, 3), agonists: [{ bindingTime: 9, quantity: 10 }], panel }
    const below = await runJob<Cocktail>(client, spec({ ...given, budget: { total: 10 } }))
    expect(below.result.cocktail.map(({ name }) => name)).toEqual(['weak'])
    const any = await runJob<Cocktail>(
      client,
      spec({ ...given, onlyBelowCritical: false, budget: { total: 10, kinds: 1 } }),
    )
    expect(any.result).toMatchObject({ budget: { kinds: 1 }, cocktail: [{ name: 'strong', quantity: 10 }] })
    expect(any.result.output.attacked).toBeLessThan(below.result.output.attacked)
  })

  test('that is too small to silence the cell says so', async () => {
    const { result } = await runJob<Cocktail>(
      client,
      spec({ target: cell(5, 3), agonists: [{ bindingTime: 6, quantity: 100 }], budget: { total: 100 } }),
    )
    expect(result).toMatchObject({
      fewest: null,
      responds: { initial: true, attacked: true },
      certificate: { crossable: false },
    })
  })
})
