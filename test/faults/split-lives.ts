import { cpSync } from 'node:fs'
import { expect } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import type { TileFrame } from '../../src/jobs/tiles.ts'
import { slowAntagonismSpec } from '../antagonism.ts'
import { type ServiceProcess, startServiceProcess, temporaryFolder } from '../process.ts'
import { follow, type Outcome, outcomeOf, submit } from '../restart/jobs.ts'
import { framesOf, openSocket, range, type StreamMessage, seqsCovered } from '../socket-client.ts'

/** About a second of work on one core, in dozens of parts. */
export const SPEC = slowAntagonismSpec({ bindingTimes: 250, quantities: 250 })
const POINTS = 250 * 250

export const start = (folder: string, workers = 2): Promise<ServiceProcess> =>
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
export async function partsIn(folder: string): Promise<readonly number[]> {
  const copy = temporaryFolder()
  cpSync(folder, copy, { recursive: true })
  const store = openSqliteStore(copy)
  await store.releaseAll()
  const claimed = await store.claim(new Date().toISOString())
  await store.close()
  return claimed!.parts
}

/** What the job comes to when nothing disturbs it. */
export interface CalmSplit {
  readonly frames: readonly TileFrame[]
  readonly outcome: Outcome
}

export async function liveCalmly(): Promise<CalmSplit> {
  // On one worker, where the others have two.
  const service = await start(temporaryFolder(), 1)
  const job = await submit(service, SPEC)
  const messages = await follow(service, job)
  expectOneLife(messages)
  const outcome = await outcomeOf(service, job)
  expect(outcome).toMatchObject({ status: 'succeeded', attempt: 1 })
  await service.kill('SIGTERM')
  return { frames: tilesOf(messages), outcome }
}

/** Ends the service when its client has been told of so many tiles; what it was told. */
export async function endAfter(
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

/** Ends the service after so many tiles; the next one must come to the same result and frames. */
export async function expectToSurvive(
  signal: NodeJS.Signals,
  tiles: number,
  { frames, outcome }: CalmSplit,
): Promise<void> {
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
  expect(await outcomeOf(second, job)).toEqual({ ...outcome, attempt: 2 })
}

/** Ends one service after the other by these signals; the last one must come to the same. */
export async function expectToSurviveAll(
  signals: readonly NodeJS.Signals[],
  { outcome }: CalmSplit,
): Promise<void> {
  const folder = temporaryFolder()
  const told: StreamMessage[] = []
  let service = await start(folder)
  const job = await submit(service, SPEC)
  for (const signal of signals) {
    told.push(...(await endAfter(service, job, 3, signal, seqsCovered(told).at(-1))))
    service = await start(folder)
  }
  told.push(...(await follow(service, job, seqsCovered(told).at(-1))))
  expectOneLife(told)
  expect(await outcomeOf(service, job)).toEqual({ ...outcome, attempt: 1 + signals.length })
}
