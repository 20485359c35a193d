import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type { FlatnessResult } from '../../src/api/schemas/landscapes.ts'
import { adaptiveProofreading } from '../../src/core/cells/adaptive-proofreading.ts'
import { mixture } from '../core/cells/mechanistic-cells.ts'
import { type Client, openClient } from './client.ts'
import { runJob } from './job-results.ts'
import { cell } from './specs.ts'

type Flatness = Static<typeof FlatnessResult>

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const spec = (N: number, m: number, change: object = {}) => ({
  kind: 'flatness',
  seed: 4,
  target: cell(N, m),
  mixture: [
    { bindingTime: 3.5, quantity: 3000 },
    { bindingTime: 0, quantity: 7000 },
  ],
  ...change,
})

describe('the flatness around a mixture', () => {
  test.each([
    [2, 1],
    [3, 2],
    [5, 3],
  ])('of (%d, %d) is made of its gradient, its boundary and its floor', async (N, m) => {
    const results = await runJob<Flatness>(client, spec(N, m))
    const { result } = results
    const { output, bindingTime } = adaptiveProofreading({ N, m, criticalBindingTime: 3 }).gradient(
      mixture([3.5, 3000], [0, 7000]),
    )
    expect(result).toMatchObject({ threshold: 1, unit: 's', radius: 0.1, draws: 100, output })
    expect(result.margin).toBe(output - 1)
    expect(result.gradientNorm.l2).toBeCloseTo(Math.hypot(...bindingTime), 12)
    expect(result.gradientNorm.l1).toBeCloseTo(Math.abs(bindingTime[0]!) + Math.abs(bindingTime[1]!), 12)
    // Empty receptors feel no pull for m > 1.
    expect(result).toMatchObject({
      vanishing: m > 1 ? 0.5 : 0,
      regime: m > 1 ? 'critical-point' : 'no-critical-point',
      pullAtFloor: m > 1 ? 0 : 1,
    })
    expect(result.boundary.linf).toBeLessThan(result.boundary.l2!)
    expect(await results.table()).toHaveLength(2)
    await results.figure()
    const { threshold, unit, radius, draws, ...found } = result
    expect(await results.frames()).toEqual([found])
  })

  test('silences by many tiny pushes without a critical point, and not with one (F5)', async () => {
    const at = async (N: number, m: number) => (await runJob<Flatness>(client, spec(N, m))).result
    const [naive, robust] = [await at(2, 1), await at(5, 3)]
    expect(naive.boundary.linf).toBeLessThan(0.2)
    expect(robust.boundary.linf).toBeGreaterThan(0.2)
  })

  test('is the same for the same seed, and says what is infinite by null', async () => {
    const steep = spec(3, 0.5, { draws: 5, radius: 0.01 })
    const { result } = await runJob<Flatness>(client, steep)
    expect(result).toMatchObject({
      gradientNorm: { l2: null, l1: null },
      gradientAtFloor: null,
      regime: 'no-critical-point',
    })
    expect((await runJob<Flatness>(client, steep)).result).toEqual(result)
    const other = await runJob<Flatness>(client, { ...steep, seed: 5 })
    expect(other.result.relativeChange).not.toBe(result.relativeChange)
  })

  test.each([['kinetic-proofreading'], ['adaptive-sorting'], ['shp1-feedback'], ['revised-akpr']])(
    'of %s is finite',
    async (model) => {
      const { result } = await runJob<Flatness>(
        client,
        spec(5, 3, {
          target: { model },
          mixture: [
            { bindingTime: 20, quantity: 1e5 },
            { bindingTime: 1, quantity: 1000 },
          ],
        }),
      )
      expect(result.margin).toBeGreaterThan(0)
      expect(result.boundary.l2).toBeGreaterThan(0)
      expect(result.relativeChange).toBeGreaterThan(0)
    },
  )
})
