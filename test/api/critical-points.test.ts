import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type { CertificateResult, CriticalPointsResult } from '../../src/api/schemas/simulation-results.ts'
import { OT1_FIT, revisedAkpr } from '../../src/core/cells/revised-akpr.ts'
import { mixture } from '../core/cells/mechanistic-cells.ts'
import { type Client, openClient } from './client.ts'
import { runJob } from './job-results.ts'
import { cell } from './specs.ts'

type Critical = Static<typeof CriticalPointsResult>
type Certificate = Static<typeof CertificateResult>

let client: Client
beforeAll(async () => {
  client = await openClient()
})

describe('critical points', () => {
  const spec = (target: object, change: object = {}) => ({
    kind: 'critical-points',
    target,
    agonist: { bindingTime: 3, quantity: 4000 },
    antagonist: { quantity: 6000 },
    ...change,
  })

  test.each([
    [3, 1, [], 1.426, 'no-critical-point', 'finite'],
    [3, 1.2, [0.227], 1.501, 'critical-point', 'finite'],
    [3, 2, [0.745], 1.718, 'critical-point', 'exponential'],
    [5, 3, [1.369], 2.113, 'critical-point', 'algebraic'],
  ])('of (%d, %d) are those of F4', async (N, m, inflections, minimum, regime, escapeClass) => {
    const results = await runJob<Critical>(client, spec(cell(N, m)))
    const { result } = results
    expect(result).toMatchObject({
      threshold: 1,
      criticalBindingTime: 3,
      agonist: { bindingTime: 3, quantity: 4000, output: 1 },
      antagonist: { quantity: 6000, upTo: 3 },
      regime,
      escape: escapeClass,
      criticalPointAtOrigin: m > 1,
      pullAtOrigin: m > 1 ? 'vanishes' : 'finite',
      inflections: inflections.map((tau) => expect.closeTo(tau, 3)),
      strongest: { bindingTime: expect.closeTo(minimum, 3) },
    })
    const expected = { bindingTime: expect.closeTo(minimum, 3), type: 'minimum', output: expect.any(Number) }
    const origin = { bindingTime: 0, output: 1, type: 'maximum' }
    expect(result.stationary).toEqual(m > 1 ? [origin, expected] : [expected])
    const { curve } = result
    expect(curve.bindingTime[0]).toBe(0)
    expect(curve.bindingTime.at(-1)).toBe(3)
    expect(Math.min(...curve.output)).toBeGreaterThanOrEqual(result.strongest.output)
    const table = await results.table()
    expect(table).toHaveLength(1 + curve.output.length + result.stationary.length + result.inflections.length)
    await results.figure()
    const [frame] = await results.frames()
    expect(frame).toMatchObject({ strongest: result.strongest, inflections: result.inflections })
  })

  test('of m = 0 have no critical point, and the weakest ligand as the strongest antagonist', async () => {
    const { result } = await runJob<Critical>(client, spec(cell(3, 0)))
    expect(result).toMatchObject({
      regime: 'no-critical-point',
      pullAtOrigin: 'none',
      inflections: [],
      strongest: { bindingTime: 0, output: expect.closeTo(0.4, 12) },
      stationary: [{ bindingTime: 0, type: 'minimum' }],
    })
  })

  test('of OT-1 T cells are where the science says, for few and for many antagonists', async () => {
    for (const [quantity, tau, foldChange] of [
      [1000, 3.1, 0.284],
      [100_000, 1.4, 0.054],
    ] as const) {
      const { result } = await runJob<Critical>(
        client,
        spec(
          { model: 'revised-akpr' },
          { agonist: { bindingTime: 10, quantity: 10 }, antagonist: { quantity } },
        ),
      )
      expect(result.strongest.bindingTime).toBeCloseTo(tau, 1)
      expect(result.strongest.output / result.agonist.output).toBeCloseTo(foldChange, 2)
      expect(result).toMatchObject({ regime: 'critical-point', escape: 'algebraic', antagonist: { upTo: 5 } })
    }
  })
})

describe('a certificate', () => {
  const published = (N: number, m: number, change: object = {}) => ({
    kind: 'certificate',
    target: cell(N, m),
    agonists: [{ bindingTime: 10 / 3, quantity: 30_000 }],
    free: { count: 47_000 },
    ...change,
  })

  test.each([
    [4, 3, 0.98447, true],
    [5, 3, 0.99435, true],
    [5, 4, 1.00923, false],
  ])('of (%d, %d) has the binned number of F6', async (N, m, binned, crossable) => {
    const results = await runJob<Certificate>(client, published(N, m, { binWidth: 0.2 }))
    const { result } = results
    expect(result).toMatchObject({
      exact: true,
      freeLigands: 47_000,
      initial: expect.closeTo((10 / 9) ** (N - m), 12),
      binned: { binWidth: 0.2, minimumOutput: expect.closeTo(binned, 5), crossable },
    })
    if (N === 5 && m === 3)
      expect(result).toMatchObject({ minimumOutput: expect.closeTo(1.01448, 5), crossable: false })
    // It is attained, in one place.
    expect([result.reached.output]).toAllClose([result.minimumOutput], { rtol: 1e-12 })
    expect(result.reached.bindingTime).toBeCloseTo(result.bindingTime!, 6)
    expect(result.reached.responds).toBe(!result.crossable)
    expect(await results.table()).toHaveLength(2)
    await results.figure()
    expect(await results.frames()).toMatchObject([{ minimumOutput: result.minimumOutput, exact: true }])
  })

  test('without a bin width is that of the true binding times alone', async () => {
    expect((await runJob<Certificate>(client, published(5, 3))).result.binned).toBeNull()
  })

  test('for no free ligands is the output itself', async () => {
    for (const target of [cell(5, 3), { model: 'kinetic-proofreading' }]) {
      const { result } = await runJob<Certificate>(
        client,
        published(5, 3, { target, agonists: [{ bindingTime: 6, quantity: 50 }], free: { count: 0 } }),
      )
      expect([result.minimumOutput, result.reached.output]).toAllClose([result.initial, result.initial], {
        rtol: 1e-9,
      })
    }
  })

  test.each([['kinetic-proofreading'], ['adaptive-sorting'], ['shp1-feedback'], ['revised-akpr']])(
    'of %s is a bound below what an attack reaches',
    async (model) => {
      const { result } = await runJob<Certificate>(client, {
        ...published(5, 3, { binWidth: 0.5 }),
        target: { model },
        agonists: [{ bindingTime: 10, quantity: 10 }],
        free: { count: 300 },
      })
      expect(result).toMatchObject({ exact: false, bindingTime: null, binned: { bindingTime: null } })
      expect(result.minimumOutput).toBeLessThanOrEqual(result.reached.output * (1 + 1e-9))
      expect(result.minimumOutput).toBeGreaterThan(0.85 * result.reached.output)
      expect(result.crossable).toBe(result.minimumOutput <= result.threshold)
    },
  )

  test('of OT-1 T cells has the output that the model has at the place it names', async () => {
    const { result } = await runJob<Certificate>(client, {
      ...published(5, 3),
      target: { model: 'revised-akpr' },
      agonists: [{ bindingTime: 10, quantity: 10 }],
      free: { count: 1000 },
    })
    const { bindingTime, output } = result.reached
    expect([output]).toAllClose([revisedAkpr(OT1_FIT).output(mixture([10, 10], [bindingTime, 1000]))], {
      rtol: 1e-12,
    })
  })
})
