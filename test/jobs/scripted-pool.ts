import type { WorkerPool } from '../../src/jobs/pool.ts'
import { WorkerControl, type WorkerOutcome, type WorkerTask } from '../../src/jobs/worker-protocol.ts'

/** What a worker is given, but for what is between it and its pool. */
export type Given = Omit<WorkerTask, 'control' | 'port'>

/** How a job ends that has come to nothing in particular. */
export const DONE = { type: 'done', messages: 0, result: '{}', arrays: {}, message: 'done' } as const

/** A pool whose jobs end as is said of them, or when they are killed. */
export function scriptedPool(size: number, outcomeOf: (task: Given) => Promise<WorkerOutcome>): WorkerPool {
  return {
    size,
    run(task) {
      const { promise: killed, reject } = Promise.withResolvers<never>()
      const outcome = Promise.race([outcomeOf(task), killed])
      const nothing = () => undefined
      return {
        outcome,
        released: outcome.then(nothing, nothing),
        control: new WorkerControl(WorkerControl.create()),
        kill: () => reject(new Error('killed')),
      }
    },
    close: () => Promise.resolve(),
  }
}

/** A worker whose jobs succeed at once: what is looked at is the queue. */
export const INSTANT_POOL = scriptedPool(1, async () => DONE)

/** A worker that never answers. */
export const SILENT_POOL = scriptedPool(1, () => new Promise(() => undefined))
