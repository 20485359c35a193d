import type { JobStore } from '../../src/jobs/store.ts'
import { newJob } from '../new-jobs.ts'
import { takeUp } from './back-ends.ts'
import { NOW } from './stored-jobs.ts'

/** Parts of the job. */
export const TOTAL = 8

/** Adds a job “a” to an empty store, which then runs for the first time. */
export async function runJob(store: JobStore): Promise<void> {
  await store.add(newJob('a', { type: 'simulation', kind: 'antagonism' }), null, 10)
  await takeUp(store, NOW)
}

export function save(store: JobStore, part: number, attempt = 1): Promise<void> {
  const value = Uint8Array.of(part, 255, 0)
  return store.savePart(
    'a',
    attempt,
    { part, total: TOTAL, value, frame: `{"part":${part}}` },
    `part ${part}`,
  )
}

export const framesIn = async (store: JobStore) =>
  (await store.readLog('a', 0, 1000, 1)).filter(({ type }) => type === 'frame')
export const bodiesIn = async (store: JobStore) => (await framesIn(store)).map(({ body }) => body)
