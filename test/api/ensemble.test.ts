import type { Static } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EnsembleResult } from '../../src/api/schemas/ensemble.ts'
import type { JobResource } from '../../src/api/schemas/job.ts'
import type { EnsembleFrame } from '../../src/jobs/kinds/ensemble.ts'
import { framesOf, openSocket } from '../socket-client.ts'
import { type Client, type JobPage, openClient } from './client.ts'
import { cell } from './specs.ts'

type Ensemble = Static<typeof EnsembleResult>

/** A cell whose output is some tens of complexes, and 240 × 4 of it. */
const small = {
  kind: 'ensemble',
  seed: 4,
  target: { model: 'kinetic-proofreading', parameters: { steps: 2 } },
  ligand: { bindingTime: [2, 8], quantity: [20, 100] },
  time: [1, 10, 30],
  replicates: 240,
}

/** A cell that goes on for minutes, and looks whether it should stop. */
const endless = (algorithm: string) => ({
  ...small,
  target: { model: 'revised-akpr' },
  ligand: { bindingTime: 5, quantity: 100_000 },
  time: [100_000],
  replicates: 2,
  algorithm,
})

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const resultOf = (job: JobResource, accept = 'application/json') =>
  client.send(job.links.result, { headers: { accept } })
const ensembleOf = async (spec: object) => (await resultOf(await client.finish(spec))).json<Ensemble>()

describe('an ensemble', () => {
  test('has the statistics of its conditions and of its decisions, in the shape of the contract', async () => {
    const result = await ensembleOf(small)
    expect(result).toMatchObject({
      algorithm: 'exact',
      receptors: 30_000,
      replicates: 240,
      time: [1, 10, 30],
    })
    const given = result.conditions.map(({ bindingTime, quantity, shouldRespond }) => [
      bindingTime,
      quantity,
      shouldRespond,
    ])
    expect(given).toEqual([
      [2, 20, false],
      [2, 100, false],
      [8, 20, true],
      [8, 100, true],
    ])
    for (const { mean, standardDeviation, steady, histogram, quantiles } of result.conditions) {
      expect(mean[0]).toBeLessThan(mean[2]!)
      // It has not quite settled for the long binding time, but nearly.
      expect(Math.abs(mean[2]! - steady)).toBeLessThan(
        (5 * standardDeviation[2]!) / Math.sqrt(240) + 0.1 * steady,
      )
      expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(240)
      expect(quantiles['0.05']![2]).toBeLessThanOrEqual(quantiles['0.95']![2]!)
    }
    expect(result.decisions!.best.errorRate).toBeLessThanOrEqual(result.decisions!.errorRate)
    expect(result.roc!.area).toBeGreaterThan(0.5)
    const { bits, control, upperBound } = result.mutualInformation!
    expect(upperBound).toBe(1)
    expect(bits).toBeGreaterThan(10 * Math.abs(control))
  })

  test('gives every output as application/octet-stream, a table and a figure', async () => {
    const job = await client.finish(small)
    const { conditions } = (await resultOf(job)).json<Ensemble>()
    const { bytes } = await resultOf(job, 'application/octet-stream')
    const outputs = new Float64Array(Uint8Array.from(bytes).buffer)
    expect(outputs.length).toBe(4 * 240 * 3)
    for (const [i, { mean }] of conditions.entries()) {
      const last = Array.from({ length: 240 }, (_, cell) => outputs[(i * 240 + cell) * 3 + 2]!)
      expect(last.reduce((sum, output) => sum + output, 0) / 240).toBeCloseTo(mean[2]!, 10)
    }
    expect((await resultOf(job, 'text/csv')).text.trimEnd().split('\r\n')).toHaveLength(1 + 4 * 3)
    expect((await resultOf(job, 'image/svg+xml')).text).toMatch(/^<svg/)
  })

  test('is the same for the same seed on one worker or two, and another for another', async () => {
    const alone = await openClient({ workers: 1 })
    const bytesFrom = async (from: Client, spec: object) => {
      const job = await from.finish(spec)
      return (await from.send(job.links.result, { headers: { accept: 'application/octet-stream' } })).bytes
    }
    const bytes = await bytesFrom(client, small)
    expect(await bytesFrom(alone, small)).toEqual(bytes)
    expect(await bytesFrom(client, { ...small, seed: 5 })).not.toEqual(bytes)
    await alone.service.close()
  })

  test('streams a frame for every block of cells, in order', async () => {
    const job = await client.finish({ ...small, replicates: 2000 })
    const socket = openSocket(client.service.url, job.links.stream)
    await socket.closed
    const frames = framesOf(socket.messages).map(({ data }) => data as unknown as EnsembleFrame)
    expect(frames.length).toBeGreaterThan(4)
    for (let condition = 0; condition < 4; condition++) {
      const blocks = frames
        .filter((frame) => frame.condition === condition)
        .map(({ replicates }) => replicates)
      expect(blocks.map(({ from }) => from)).toEqual([0, ...blocks.slice(0, -1).map(({ to }) => to)])
      expect(blocks.at(-1)!.to).toBe(2000)
    }
    expect(frames.every(({ mean, time }) => mean.length === 3 && time.length === 3)).toBe(true)
  })

  test('without a decision to make has none, and a figure all the same', async () => {
    const job = await client.finish({ ...small, ligand: { bindingTime: 2, quantity: 20 }, replicates: 2 })
    expect((await resultOf(job)).json()).toMatchObject({
      decisions: null,
      roc: null,
      mutualInformation: null,
    })
    expect((await resultOf(job, 'image/svg+xml')).status).toBe(200)
  })

  test('counts what is there anyway, which may be an agonist', async () => {
    const background = [
      { bindingTime: 9, quantity: 5 },
      { bindingTime: 1, quantity: 3000 },
    ]
    const { conditions } = await ensembleOf({
      ...small,
      background,
      replicates: 2,
      time: { from: 1, to: 9, points: 3 },
    })
    expect(conditions.map(({ shouldRespond }) => shouldRespond)).toEqual([true, true, true, true])
  })

  test.each([
    ['auto', 'mixed', ['exact', 'tau-leaping']],
    ['exact', 'exact', ['exact', 'exact']],
    ['tau-leaping', 'tau-leaping', ['tau-leaping', 'tau-leaping']],
  ])('says which algorithm was used where %s was asked for', async (algorithm, all, each) => {
    const result = await ensembleOf({
      ...small,
      target: { model: 'kinetic-proofreading', parameters: { steps: 2, receptors: 1e6, bindingRate: 3e-7 } },
      ligand: { bindingTime: 4, quantity: [100, 100_000] },
      time: [algorithm === 'exact' ? 0.5 : 60],
      replicates: 2,
      algorithm,
    })
    expect(result.algorithm).toBe(all)
    expect(result.conditions.map((condition) => condition.algorithm)).toEqual(each)
  })

  test.each(['exact', 'tau-leaping'])('ends within 100 ms of being cancelled (%s)', async (algorithm) => {
    const waits: number[] = []
    // The quickest of some, since other tests may have the machine for a while.
    for (let i = 0; i < 5; i++) {
      const job = (await client.submit(endless(algorithm))).json<JobResource>()
      await client.until(job.id, 'running')
      const began = performance.now()
      const answer = (await client.send(job.links.self, { method: 'DELETE' })).json<JobResource>()
      waits.push(performance.now() - began)
      expect(answer.status).toBe('cancelled')
    }
    expect(Math.min(...waits)).toBeLessThan(100)
  })
})

describe('an ensemble is refused, by the field, for', () => {
  let refusing: Client
  beforeAll(async () => {
    refusing = await openClient({ workers: 1 })
  })
  // Nothing that is refused leaves a trace.
  afterAll(async () => {
    expect((await refusing.send('/v1/jobs')).json<JobPage>()).toEqual({ jobs: [], next: null })
  })

  const ligand = (given: object) => ({ ...small, ligand: { ...small.ligand, ...given } })
  const many = (count: number) => Array.from({ length: count }, (_, i) => i + 1)

  test.each<[string, object, number, string, string]>([
    ['a model without reactions', { ...small, target: cell(5, 3) }, 422, 'no-dynamics', '/target/model'],
    [
      'less than half a receptor',
      { ...small, target: { model: 'shp1-feedback', parameters: { receptors: 0.4 } } },
      422,
      'no-receptors',
      '/target/parameters/receptors',
    ],
    ['half a ligand', ligand({ quantity: 2.5 }), 422, 'not-whole', '/ligand/quantity'],
    ['half a ligand in a list', ligand({ quantity: [1, 2.5] }), 422, 'not-whole', '/ligand/quantity/1'],
    [
      'half a ligand in the background',
      { ...small, background: [{ bindingTime: 1, quantity: 0.5 }] },
      422,
      'not-whole',
      '/background/0/quantity',
    ],
    ['fewer than no ligands', ligand({ quantity: [-1] }), 422, 'out-of-range', '/ligand/quantity/0'],
    ['one condition twice', ligand({ bindingTime: [3, 3] }), 422, 'out-of-range', '/ligand/bindingTime'],
    ['no condition', ligand({ bindingTime: [] }), 422, 'out-of-range', '/ligand/bindingTime'],
    ['too many conditions', ligand({ bindingTime: many(600) }), 422, 'too-many-conditions', '/ligand'],
    ['no time', { ...small, time: [] }, 422, 'out-of-range', '/time'],
    ['time 0', { ...small, time: [0, 1] }, 422, 'out-of-range', '/time/0'],
    ['times that do not ascend', { ...small, time: [1, 3, 2] }, 422, 'not-ascending', '/time/2'],
    [
      'a descending range of times',
      { ...small, time: { from: 9, to: 1, points: 4 } },
      422,
      'not-ascending',
      '/time',
    ],
    [
      'too many times',
      { ...small, time: { from: 1, to: 9, points: 25_001 } },
      422,
      'too-many-outputs',
      '/time',
    ],
    ['too many outputs', { ...small, replicates: 1_000_000 }, 422, 'too-many-outputs', '/replicates'],
    ['one cell', { ...small, replicates: 1 }, 422, 'out-of-range', '/replicates'],
    ['half a cell', { ...small, replicates: 2.5 }, 400, 'wrong-shape', '/replicates'],
    ['an unknown algorithm', { ...small, algorithm: 'langevin' }, 400, 'wrong-shape', '/algorithm'],
    ['an unknown field', { ...small, cells: 3 }, 400, 'wrong-shape', '/cells'],
  ])('%s', async (_, body, status, code, path) => {
    const problem = await refusing.refusal('/v1/simulations', { body }, status, code)
    expect(problem.errors).toMatchObject([{ path, message: expect.stringMatching(/./) }])
  })

  test('a model without reactions, naming those that have them', async () => {
    const body = { ...small, target: cell(5, 3) }
    const { detail } = await refusing.refusal('/v1/simulations', { body }, 422, 'no-dynamics')
    for (const name of ['kinetic-proofreading', 'adaptive-sorting', 'shp1-feedback', 'revised-akpr']) {
      expect(detail).toContain(name)
    }
  })

  test('its cost, which is about the number of reactions', async () => {
    const body = { ...endless('exact'), time: [1e9] }
    const problem = await refusing.refusal('/v1/simulations', { body }, 422, 'too-dear')
    expect(problem).toMatchObject({ cap: 1e12, detail: expect.stringContaining('propensities') })
  })
})
