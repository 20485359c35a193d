import type { Static } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import type { AntagonismResult } from '../../src/api/schemas/simulation-results.ts'
import { type TileFrame, tilingOf } from '../../src/jobs/tiles.ts'
import { antagonismSpec } from '../antagonism.ts'
import { framesOf, openSocket, range, seqsCovered } from '../socket-client.ts'
import { type Answer, type Client, type JobPage, openClient } from './client.ts'
import { cell } from './specs.ts'

type Antagonism = Static<typeof AntagonismResult>

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const resultOf = (job: JobResource, accept: string) => client.send(job.links.result, { headers: { accept } })
const antagonismOf = async (job: JobResource) => (await resultOf(job, 'application/json')).json<Antagonism>()

/** Numbers read as the contract gives them, not as this machine keeps them. */
function float64sOf({ bytes }: Answer): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true))
}

const agonist = { bindingTime: 10, quantity: 10 }
const small = {
  kind: 'antagonism',
  target: cell(5, 3),
  agonist,
  antagonist: { bindingTime: [4, 1, 2], quantity: { from: 1, to: 1000, points: 4, scale: 'log' } },
}

/** FC of T = S_N/S_m · τc^-(N−m) for (5, 3). */
function foldChange(bindingTime: number, quantity: number): number {
  const S = (k: number) => agonist.quantity * agonist.bindingTime ** k + quantity * bindingTime ** k
  return S(5) / S(3) / agonist.bindingTime ** 2
}

describe('the antagonism of a cell', () => {
  test('is the closed form, with the shape of the contract', async () => {
    const job = await client.finish(small)
    expect(job).toMatchObject({ type: 'simulation', kind: 'antagonism', progress: { fraction: 1 } })
    const result = await antagonismOf(job)
    expect(result).toMatchObject({
      threshold: 1,
      agonist: { ...agonist, output: expect.closeTo(100 / 9, 12) },
      bindingTime: [4, 1, 2],
      quantity: [1, 10, 100, 1000],
    })
    expect(result.foldChange).toHaveLength(4)
    result.foldChange.forEach((row, i) => {
      const expected = result.bindingTime.map((tau) => foldChange(tau, result.quantity[i]!))
      expect(row).toAllClose(expected, { rtol: 1e-13 })
    })
    expect(result.strongest.map(({ quantity }) => quantity)).toEqual(result.quantity)
    result.strongest.forEach(({ quantity, bindingTime, foldChange: least }, i) => {
      expect(least).toBeCloseTo(foldChange(bindingTime, quantity), 13)
      expect(least).toBeLessThanOrEqual(Math.min(...result.foldChange[i]!))
    })
  })

  test.each([['kinetic-proofreading'], ['adaptive-sorting'], ['shp1-feedback'], ['revised-akpr']])(
    'is computed for %s too',
    async (model) => {
      const job = await client.finish({
        ...small,
        target: { model },
        antagonist: { bindingTime: { from: 0, to: 8, points: 9 }, quantity: [0, 100] },
      })
      const { foldChange: field, strongest } = await antagonismOf(job)
      for (const value of field[0]!) expect(value).toBeCloseTo(1, 9)
      strongest.forEach(({ foldChange: least }, i) => {
        expect(least).toBeLessThanOrEqual(Math.min(...field[i]!))
      })
    },
  )

  test('is a long table as text/csv, and plain numbers as application/octet-stream', async () => {
    const job = await client.finish(small)
    const { bindingTime, quantity, foldChange: field } = await antagonismOf(job)
    const table = await resultOf(job, 'text/csv')
    expect(table.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const [head, ...rows] = table.text.trimEnd().split('\r\n')
    expect(head).toBe('bindingTime,quantity,foldChange')
    const expected = quantity.flatMap((L2, i) => bindingTime.map((tau, j) => [tau, L2, field[i]![j]!]))
    expect(rows.map((row) => row.split(',').map(Number))).toEqual(expected)
    expect(float64sOf(await resultOf(job, 'application/octet-stream'))).toEqual(field.flat())
  })

  test('is refused at an iteration, which it does not have', async () => {
    const job = await client.finish(small)
    await client.refusal(`${job.links.result}?iteration=0`, {}, 400, 'wrong-shape')
  })

  test('of a million points is sent whole while others are answered', async () => {
    const job = await client.finish(antagonismSpec({ bindingTimes: 1000, quantities: 1000 }))
    const sending = antagonismOf(job)
    let answered = 0
    let sent = false
    const others = (async () => {
      while (!sent) {
        await client.send('/healthz')
        answered++
      }
    })()
    const result = await sending
    sent = true
    await others
    expect(answered).toBeGreaterThan(5)
    expect(result.foldChange).toHaveLength(1000)
    expect(result.foldChange.every((row) => row.length === 1000)).toBe(true)
    const bytes = await resultOf(job, 'application/octet-stream')
    expect(float64sOf(bytes)).toEqual(result.foldChange.flat())
  })

  test('is streamed in tiles, in order, that are the field in the end', async () => {
    const spec = antagonismSpec({ bindingTimes: 1000, quantities: 900 })
    const job = (await client.submit(spec)).json<JobResource>()
    const socket = openSocket(client.service.url, job.links.stream)
    await socket.closed
    expect(seqsCovered(socket.messages)).toEqual(range(1, socket.messages.length))
    const tiles = framesOf(socket.messages).map(({ data }) => data as unknown as TileFrame)
    expect(tiles.length).toBeGreaterThan(1)
    expect(tiles.map(({ from }) => from)).toEqual([0, ...tiles.slice(0, -1).map(({ to }) => to)])
    const field = (await antagonismOf(job)).foldChange.flat()
    const { stride } = tilingOf([900, 1000], 1)
    const expected = field.filter((_, i) => i % stride === 0)
    expect(tiles.flatMap(({ values }) => values)).toEqual(expected)
    expect(tiles.every((tile) => tile.stride === stride && `${tile.shape}` === '900,1000')).toBe(true)
  })

  test('is listed among the methods, with how it is split', async () => {
    const { methods } = (await client.send('/v1/methods')).json<{
      methods: { kind: string; splits: string | null; submitTo: string }[]
    }>()
    expect(methods.find(({ kind }) => kind === 'antagonism')).toMatchObject({
      submitTo: '/v1/simulations',
      splits: expect.stringContaining('grid'),
    })
    expect(methods.find(({ kind }) => kind === 'gradient-descent')).toMatchObject({ splits: null })
  })
})

describe('a simulation is refused, by the field, for', () => {
  let refusing: Client
  beforeAll(async () => {
    refusing = await openClient({ workers: 1 })
  })
  // Nothing that is refused leaves a trace.
  afterAll(async () => {
    expect((await refusing.send('/v1/jobs')).json<JobPage>()).toEqual({ jobs: [], next: null })
  })

  const change = (given: object) => ({ ...small, ...given })
  const bindingTime = (grid: unknown) => change({ antagonist: { ...small.antagonist, bindingTime: grid } })
  const range3 = (given: object) => bindingTime({ from: 1, to: 4, points: 3, ...given })
  const large = (points: number) => ({ from: 1, to: 2, points })
  const AXIS = '/antagonist/bindingTime'

  test.each<[string, object, number, string, string]>([
    ['an attack', { ...small, kind: 'fgsm' }, 400, 'wrong-shape', '/kind'],
    ['no agonist', change({ agonist: undefined }), 400, 'wrong-shape', '/agonist'],
    [
      'an agonist without a quantity',
      change({ agonist: { bindingTime: 1 } }),
      400,
      'wrong-shape',
      '/agonist/quantity',
    ],
    [
      'a negative quantity',
      change({ agonist: { bindingTime: 1, quantity: -1 } }),
      422,
      'out-of-range',
      '/agonist/quantity',
    ],
    ['an unknown field', change({ colour: 'red' }), 400, 'wrong-shape', '/colour'],
    ['an unknown field of a grid', range3({ step: 1 }), 400, 'wrong-shape', `${AXIS}/step`],
    ['a grid that is a number', bindingTime(3), 400, 'wrong-shape', AXIS],
    ['a grid without its points', bindingTime({ from: 1, to: 2 }), 400, 'wrong-shape', `${AXIS}/points`],
    ['half a point', range3({ points: 2.5 }), 400, 'wrong-shape', `${AXIS}/points`],
    ['no points', range3({ points: 0 }), 422, 'out-of-range', `${AXIS}/points`],
    ['an unknown scale', range3({ scale: 'cubic' }), 400, 'wrong-shape', `${AXIS}/scale`],
    ['a text in a list', bindingTime([1, '2']), 400, 'wrong-shape', `${AXIS}/1`],
    ['a negative binding time', bindingTime([1, -2]), 422, 'out-of-range', `${AXIS}/1`],
    ['an empty list', bindingTime([]), 422, 'out-of-range', AXIS],
    ['a logarithm of 0', range3({ from: 0, scale: 'log' }), 422, 'log-of-zero', `${AXIS}/from`],
    ['one point for two ends', range3({ points: 1 }), 422, 'grid-points', `${AXIS}/points`],
    ['a range of one place', range3({ to: 1 }), 422, 'empty-interval', `${AXIS}/to`],
    ['an axis that is too long', bindingTime(large(100_001)), 422, 'out-of-range', `${AXIS}/points`],
    [
      'more than ten million points',
      change({ antagonist: { bindingTime: large(4000), quantity: large(4000) } }),
      422,
      'grid-too-large',
      '/antagonist',
    ],
    ['no agonists', change({ agonist: { bindingTime: 10, quantity: 0 } }), 422, 'no-agonist', '/agonist'],
    [
      'agonists that do not bind',
      change({ agonist: { bindingTime: 0, quantity: 9 } }),
      422,
      'no-agonist',
      '/agonist',
    ],
    [
      'agonists without end',
      change({ agonist: { bindingTime: 1e200, quantity: 9 } }),
      422,
      'output-overflows',
      '/agonist',
    ],
    ['antagonists without end', bindingTime([1, 1e200]), 422, 'output-overflows', '/antagonist'],
    ['N below m', change({ target: cell(2, 3) }), 422, 'parameter-out-of-range', '/target/parameters/N'],
  ])('%s', async (_, body, status, code, path) => {
    const problem = await refusing.refusal('/v1/simulations', { body }, status, code)
    expect(problem.errors).toMatchObject([{ path, message: expect.stringMatching(/./) }])
  })

  test('its kind where attacks are taken', async () => {
    const problem = await refusing.refusal('/v1/attacks', { body: small }, 400, 'wrong-shape')
    expect(problem.errors?.[0]?.path).toBe('/kind')
  })

  test('its cost, with the cap', async () => {
    const modest = await openClient({ mostCost: 4 * (3 + 60), workers: 1 })
    expect((await modest.submit(small, 30)).status).toBe(200)
    const body = bindingTime([1, 2, 3, 4])
    const problem = await modest.refusal('/v1/simulations', { body }, 422, 'too-dear')
    expect(problem).toMatchObject({ cost: 4 * 64, cap: 4 * 63 })
    await modest.service.close()
  })
})
