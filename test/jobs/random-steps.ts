import fc from 'fast-check'
import { isFinal } from '../../src/jobs/job.ts'
import type { JobStore } from '../../src/jobs/store.ts'
import { newJob } from '../new-jobs.ts'
import { cancelQueued, takeUp } from './back-ends.ts'

export const NOW = '2026-01-01T00:00:00.000Z'
const PROGRESS = { fraction: 0.5, message: 'half' }
const OPERATIONS = [
  'add',
  'claim',
  'frames',
  'release',
  'succeed',
  'fail',
  'cancel',
  'remove',
  'expire',
  'tidy',
] as const

/** What one step does, and to which of the jobs that it can be done to. */
export const steps = fc.array(
  fc.record({
    operation: fc.constantFrom(...OPERATIONS),
    which: fc.nat(20),
    text: fc.string({ maxLength: 30, unit: 'binary' }),
  }),
  { minLength: 20, maxLength: 60 },
)

export async function take(
  store: JobStore,
  { operation, which, text }: { operation: (typeof OPERATIONS)[number]; which: number; text: string },
  count: number,
) {
  const { jobs } = await store.list({}, 100, null)
  const pick = (fits: (status: (typeof jobs)[number]['status']) => boolean) => {
    const fitting = jobs.filter(({ status }) => fits(status))
    return fitting[which % Math.max(1, fitting.length)]
  }
  const running = pick((status) => status === 'running')
  const arrays = { values: new Float64Array(which) }
  if (operation === 'add') {
    const owner = [null, 'ann', 'bob'][which % 3]!
    await store.add(newJob(`j${count}`, { spec: { text }, createdAt: NOW, owner }), null, 100)
  } else if (operation === 'claim') await takeUp(store, NOW)
  else if (operation === 'cancel') {
    const queued = pick((status) => status === 'queued')
    if (queued) await cancelQueued(store, queued.id, NOW)
  } else if (operation === 'remove') {
    const over = pick(isFinal)
    if (over) await store.remove(over.id)
  } else if (operation === 'expire')
    await store.expire({ endedSince: null, mostJobs: which % 4, mostBytes: null }, 2)
  else if (operation === 'tidy') await store.tidy()
  else if (running === undefined) return
  else if (operation === 'frames') {
    const bodies = Array.from({ length: which }, () => JSON.stringify(text))
    await store.appendFrames(running.id, running.attempt, bodies, PROGRESS)
  } else if (operation === 'release') await store.release(running.id, running.attempt)
  else if (operation === 'succeed') {
    const result = JSON.stringify({ text })
    await store.finish(
      running.id,
      running.attempt,
      { status: 'succeeded', message: text, result, arrays },
      NOW,
    )
  } else
    await store.finish(
      running.id,
      running.attempt,
      { status: 'failed', error: { code: 'c', detail: text } },
      NOW,
    )
}
