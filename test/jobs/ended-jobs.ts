import { Housekeeper } from '../../src/jobs/housekeeper.ts'
import { KEEP_ALL, type RetentionPolicy } from '../../src/jobs/retention.ts'
import type { JobStore } from '../../src/jobs/store.ts'
import { newJob } from '../new-jobs.ts'
import { takeUp } from './back-ends.ts'

const DONE = { fraction: 1, message: 'done' }

/** Adds a job to an empty queue; it succeeds at this time with so many frames of 100 bytes. */
export async function ended(
  store: JobStore,
  id: string,
  at: string,
  frames = 1,
  owner: string | null = null,
) {
  const idempotency = { owner, key: id, fingerprint: 'f' }
  await store.add(newJob(id, { createdAt: at, owner }), idempotency, 1)
  await takeUp(store, at)
  const bodies = Array.from({ length: frames }, () => `"${'x'.repeat(98)}"`)
  await store.appendFrames(id, 1, bodies, DONE)
  const arrays = { values: new Float64Array(100) }
  await store.finish(id, 1, { status: 'succeeded', message: 'done', result: '{}', arrays }, at)
}

export const ids = async (store: JobStore) => (await store.list({}, 100, null)).jobs.map(({ id }) => id)

/** A housekeeper that has just begun, and what it tells. */
export function housekeeper(store: JobStore, retention: RetentionPolicy = KEEP_ALL) {
  const told: object[] = []
  const tell = (fields: object) => void told.push(fields)
  const keeper = new Housekeeper({ store, retention, log: { info: tell, error: tell } })
  keeper.start()
  return { keeper, told }
}
