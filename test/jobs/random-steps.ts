import fc from 'fast-check'
import { isFinal, type Job, type JobStatus } from '../../src/jobs/job.ts'
import type { ClaimedJob, JobStore, NewJob } from '../../src/jobs/store.ts'
import { newJob } from '../new-jobs.ts'
import { cancelQueued, takeUp } from './back-ends.ts'

export const NOW = '2026-01-01T00:00:00.000Z'
const PROGRESS = { fraction: 0.5, message: 'half' }
const OPERATIONS = [
  'add',
  'train',
  'use',
  'drop',
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

type Operation = (typeof OPERATIONS)[number]

/** What one step does, and to which of the jobs that it can be done to. */
export interface Step {
  readonly operation: Operation
  readonly which: number
  readonly text: string
}

export const steps = fc.array(
  fc.record<Step>({
    operation: fc.constantFrom(...OPERATIONS),
    which: fc.nat(20),
    text: fc.string({ maxLength: 30, unit: 'binary' }),
  }),
  { minLength: 20, maxLength: 60 },
)

const NO_WEIGHTS = { labels: [0, 1], hill: null, layers: [], digest: 'd', metrics: {} } as const

/** Takes a step; what came of it, where that is not for all to see. `claim` takes up the next job. */
export async function take(
  store: JobStore,
  { operation, which, text }: Step,
  count: number,
  claim: () => Promise<ClaimedJob | undefined> = () => takeUp(store, NOW),
): Promise<unknown> {
  const { jobs } = await store.list({}, 100, null)
  const pick = (fits: (status: JobStatus) => boolean) => {
    const fitting = jobs.filter(({ status }) => fits(status))
    return fitting[which % Math.max(1, fitting.length)]
  }
  const named = (n: number) => `classifier-${n % 3}`
  const add = (change: Partial<NewJob>) => {
    const owner = [null, 'ann', 'bob'][which % 3]!
    const job = newJob(`j${count}`, { spec: { text }, createdAt: NOW, owner, ...change })
    return store.add(job, null, 100).then(({ created }) => created, String)
  }
  switch (operation) {
    case 'add':
      return add({})
    case 'use':
      return add({ needs: [named(which), named(which + 1)] })
    case 'train': {
      const needs = which % 2 === 0 ? [] : [named(which + 1)]
      return add({ type: 'training', makes: { name: named(which) }, needs })
    }
    case 'drop':
      return store.removeClassifier(named(which))
    case 'claim':
      return (await claim())?.needs
    case 'expire':
      return store.expire({ endedSince: null, mostJobs: which % 4, mostBytes: null }, 2)
    case 'tidy':
      return void (await store.tidy())
    case 'cancel': {
      const queued = pick((status) => status === 'queued')
      return queued && cancelQueued(store, queued.id, NOW)
    }
    case 'remove': {
      const over = pick(isFinal)
      return over && store.remove(over.id)
    }
    default: {
      const running = pick((status) => status === 'running')
      return running && go(store, running, operation, which, text)
    }
  }
}

/** What happens to a running job. */
async function go(
  store: JobStore,
  { id, attempt, type }: Job,
  operation: 'frames' | 'release' | 'succeed' | 'fail',
  which: number,
  text: string,
): Promise<void> {
  switch (operation) {
    case 'frames': {
      const bodies = Array.from({ length: which }, () => JSON.stringify(text))
      return store.appendFrames(id, attempt, bodies, PROGRESS)
    }
    case 'release':
      return store.release(id, attempt)
    case 'fail':
      return store.finish(id, attempt, { status: 'failed', error: { code: 'c', detail: text } }, NOW)
    case 'succeed': {
      const arrays = { values: new Float64Array(which) }
      const success = {
        status: 'succeeded',
        message: text,
        result: JSON.stringify({ text }),
        arrays,
      } as const
      const classifier = { ...NO_WEIGHTS, weights: new Float64Array(0) }
      return store.finish(id, attempt, type === 'training' ? { ...success, classifier } : success, NOW)
    }
  }
}
