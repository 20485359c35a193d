import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { deserialize, serialize } from 'node:v8'
import { beforeAll, describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import type { TileFrame } from '../../src/jobs/tiles.ts'
import { slowAntagonismSpec } from '../antagonism.ts'
import { type ServiceProcess, startServiceProcess, temporaryFolder } from '../process.ts'
import { framesOf, openSocket, range, type StreamMessage, seqsCovered } from '../socket-client.ts'
import { follow, type Outcome, outcomeOf, submit } from './jobs.ts'

/** About a second of work on one core, in dozens of parts. */
const SPEC = slowAntagonismSpec({ bindingTimes: 250, quantities: 250 })
const POINTS = 250 * 250

const start = (folder: string, workers = 2): Promise<ServiceProcess> =>
  startServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: `${workers}` })

const tilesOf = (messages: readonly StreamMessage[]) =>
  framesOf(messages).map(({ data }) => data as unknown as TileFrame)

/** Fails unless the messages tell of the whole field once, in order, and of one end. */
function expectOneLife(messages: readonly StreamMessage[]): void {
  expect(seqsCovered(messages)).toEqual(range(1, messages.length))
  const tiles = tilesOf(messages)
  expect(tiles.map(({ from }) => from)).toEqual([0, ...tiles.slice(0, -1).map(({ to }) => to)])
  expect(tiles.at(-1)!.to).toBe(POINTS)
  expect(messages.filter(({ type }) => type === 'end')).toMatchObject([{ status: 'succeeded' }])
}

/** The parts of the one job that a service which has ended left done in its folder. */
async function partsIn(folder: string): Promise<readonly number[]> {
  const copy = temporaryFolder()
  cpSync(folder, copy, { recursive: true })
  const store = openSqliteStore(copy)
  await store.releaseAll()
  const claimed = await store.claim(new Date().toISOString())
  await store.close()
  return claimed!.parts
}

/** Makes the first value of each part that is done in this folder one that no computation would give. */
function markParts(folder: string, mark: number): void {
  const database = new DatabaseSync(join(folder, 'antagon.sqlite'))
  const rows = database.prepare('select part, value from parts').all() as {
    part: number
    value: Uint8Array
  }[]
  const update = database.prepare('update parts set value = ? where part = ?')
  for (const { part, value } of rows) {
    const tile = deserialize(value) as { foldChange: Float64Array }
    tile.foldChange[0] = mark
    update.run(serialize(tile), part)
  }
  database.close()
}

describe('a split job whose service is stopped or killed', () => {
  let undisturbed: Outcome
  let frames: TileFrame[]

  beforeAll(async () => {
    // On one worker, where the others have two.
    const service = await start(temporaryFolder(), 1)
    const job = await submit(service, SPEC)
    const messages = await follow(service, job)
    expectOneLife(messages)
    frames = tilesOf(messages)
    undisturbed = await outcomeOf(service, job)
    expect(undisturbed).toMatchObject({ status: 'succeeded', attempt: 1 })
    await service.kill('SIGTERM')
  })

  /** Ends the service when its client has been told of so many tiles; what it was told. */
  async function endAfter(
    service: ServiceProcess,
    { links }: JobResource,
    tiles: number,
    signal: NodeJS.Signals,
    after = 0,
  ): Promise<readonly StreamMessage[]> {
    const client = openSocket(service.url, `${links.stream}?after=${after}`)
    await client.until(`${tiles} tiles`, (messages) => framesOf(messages).length >= tiles)
    const [exit] = await Promise.all([service.kill(signal), client.closed])
    expect(exit).toEqual(signal === 'SIGTERM' ? { code: 0, signal: null } : { code: null, signal })
    return client.messages
  }

  test.each([
    ['SIGKILL', 1],
    ['SIGKILL', 12],
    ['SIGTERM', 5],
  ] as const)('by %s after %d tiles comes to the same result and frames', async (signal, tiles) => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const job = await submit(first, SPEC)
    const told = await endAfter(first, job, tiles, signal)
    const done = await partsIn(folder)
    expect(done.length).toBeGreaterThanOrEqual(tiles)
    expect(done.length).toBeLessThan(frames.length)

    const second = await start(folder)
    const rest = await follow(second, job, seqsCovered(told).at(-1))
    expectOneLife([...told, ...rest])
    expect(tilesOf([...told, ...rest])).toEqual(frames)
    expect(await outcomeOf(second, job)).toEqual({ ...undisturbed, attempt: 2 })
  })

  test('again and again still comes to the same', async () => {
    const folder = temporaryFolder()
    const told: StreamMessage[] = []
    let service = await start(folder)
    const job = await submit(service, SPEC)
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
      told.push(...(await endAfter(service, job, 3, signal, seqsCovered(told).at(-1))))
      service = await start(folder)
    }
    told.push(...(await follow(service, job, seqsCovered(told).at(-1))))
    expectOneLife(told)
    expect(await outcomeOf(service, job)).toEqual({ ...undisturbed, attempt: 4 })
  })

  test('does not repeat the parts that were done', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const job = await submit(first, SPEC)
    await endAfter(first, job, 8, 'SIGKILL')
    const done = await partsIn(folder)
    const mark = -12_345
    markParts(folder, mark)

    const second = await start(folder)
    await follow(second, job)
    const { array, status } = await outcomeOf(second, job)
    expect(status).toBe('succeeded')
    const field = new Float64Array(Uint8Array.from(Buffer.from(array, 'base64')).buffer)
    const marked = frames.flatMap(({ from }, part) => (field[from] === mark ? [part] : []))
    expect(marked).toEqual(done)
  })
})
