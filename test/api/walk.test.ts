import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type { WalkResult } from '../../src/api/schemas/landscapes.ts'
import { adaptiveProofreading } from '../../src/core/cells/adaptive-proofreading.ts'
import { mixture } from '../core/cells/mechanistic-cells.ts'
import { type Client, openClient } from './client.ts'
import { runJob } from './job-results.ts'
import { cell } from './specs.ts'

type Walk = Static<typeof WalkResult>

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const spec = (change: object = {}) => ({
  kind: 'walk',
  target: cell(5, 3),
  mixture: [
    { bindingTime: 3.3, quantity: 1000 },
    { bindingTime: 0, quantity: 3000 },
  ],
  to: { bindingTimes: [3.3, 4] },
  ...change,
})

describe('a walk', () => {
  test('has the output of each mixture on the way, and crosses where that is the threshold', async () => {
    const results = await runJob<Walk>(client, spec())
    const { result } = results
    const model = adaptiveProofreading({ N: 5, m: 3, criticalBindingTime: 3 })
    const outputAt = (tau: number) => model.output(mixture([3.3, 1000], [tau, 3000]))
    expect(result).toMatchObject({ threshold: 1, unit: 's', length: 4 })
    expect(result.position).toHaveLength(201)
    expect(result.output).toAllClose(
      result.position.map((share) => outputAt(4 * share)),
      { rtol: 1e-13 },
    )
    expect(result.responds).toEqual(result.output.map((output) => output > 1))
    expect(result.crossings).toHaveLength(2)
    for (const { position, distance } of result.crossings) {
      expect(distance).toBe(4 * position)
      expect(outputAt(distance)).toBeCloseTo(1, 8)
    }
    // For m > 1 weak ligands feel no pull.
    expect(result.slope[0]).toBe(0)
    const table = await results.table()
    expect(table).toHaveLength(1 + 201 + 2)
    expect(await results.figure()).toContain('The way is 4 s long.')
    expect(await results.frames()).toEqual([
      {
        length: 4,
        crossings: result.crossings,
        output: { initial: result.output[0], final: result.output[200] },
      },
    ])
  })

  test('of a few positions, where the slope diverges, says so by null', async () => {
    const { result } = await runJob<Walk>(client, spec({ target: cell(3, 0.5), points: 3 }))
    expect(result.position).toEqual([0, 0.5, 1])
    expect(result.slope).toEqual([null, expect.any(Number), expect.any(Number)])
  })

  test.each([['kinetic-proofreading'], ['adaptive-sorting'], ['shp1-feedback'], ['revised-akpr']])(
    'of %s from an agonist to weak ligands crosses once',
    async (model) => {
      const { result } = await runJob<Walk>(
        client,
        spec({
          target: { model },
          mixture: [{ bindingTime: 30, quantity: 1e5 }],
          to: { bindingTimes: [0.01] },
        }),
      )
      expect(result.responds[0]).toBe(true)
      expect(result.responds.at(-1)).toBe(false)
      expect(result.crossings).toHaveLength(1)
    },
  )
})
