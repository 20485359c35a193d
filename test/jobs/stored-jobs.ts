import { expect } from 'vitest'
import type { JobStatus } from '../../src/jobs/job.ts'
import type { Ending, JobStore, LogEntry, NewJob } from '../../src/jobs/store.ts'
import { ANYONES } from '../new-jobs.ts'
import { takeUp } from './back-ends.ts'

export const NOW = '2026-01-02T03:04:05.678Z'
export const LATER = '2026-01-02T03:05:00.000Z'
export const PROGRESS = { fraction: 0.5, message: 'half' }
export const SUCCESS = {
  status: 'succeeded',
  message: 'done',
  result: '{"answer":42}',
  arrays: { bindingTimes: Float64Array.of(1.5, -2, 1e300) },
} as const satisfies Ending
export const FAILURE = {
  status: 'failed',
  error: { code: 'no-agonist', detail: 'none', path: '/ligands' },
} as const satisfies Ending

export const jobFields = (id: string, kind = 'fgsm') =>
  ({ id, type: 'attack', kind, seed: 7, spec: { kind, note: 'π' }, createdAt: NOW }) as const
export const newJob = (id: string, kind?: string): NewJob => ({
  ...jobFields(id, kind),
  ...ANYONES,
  needs: [],
  makes: null,
})
export const add = (store: JobStore, id: string, kind?: string) => store.add(newJob(id, kind), null, 1000)
export const logOf = (store: JobStore, id: string) => store.readLog(id, 0, 1_000_000, 1)
export const statusesOf = (log: LogEntry[]) =>
  log
    .filter(({ type }) => type === 'status')
    .map(({ body }) => (JSON.parse(body) as { status: JobStatus }).status)

/** A job that has been brought into this state. */
export async function jobIn(store: JobStore, id: string, status: JobStatus): Promise<void> {
  await add(store, id)
  if (status === 'queued') return
  expect((await takeUp(store, NOW))?.job.id).toBe(id)
  if (status === 'succeeded') await store.finish(id, 1, SUCCESS, LATER)
  if (status === 'failed') await store.finish(id, 1, FAILURE, LATER)
  if (status === 'cancelled') await store.finish(id, 1, { status: 'cancelled' }, LATER)
}

/** Removes job a of two, a and b, that have succeeded: all that was a's is gone, and nothing of b's. */
export async function removeOneOfTwo(store: JobStore): Promise<void> {
  for (const id of ['a', 'b']) {
    await jobIn(store, id, 'running')
    await store.appendFrames(id, 1, ['1', '2'], PROGRESS)
    await store.finish(id, 1, SUCCESS, LATER)
  }
  expect(await store.remove('a')).toBe(true)
  expect(await store.remove('a')).toBe(false)
  expect(await store.get('a')).toBeUndefined()
  expect(await store.result('a')).toBeUndefined()
  expect(await store.resultArray('a', 'bindingTimes')).toBeUndefined()
  expect(await logOf(store, 'a')).toEqual([])
  expect(await store.result('b')).toBe('{"answer":42}')
  expect((await store.census()).jobs).toMatchObject([{ status: 'succeeded', jobs: 1 }])
}
