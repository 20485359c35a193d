import { threadId } from 'node:worker_threads'
import { parseTraceparent, spanBelow } from './trace-context.ts'
import type { WorkerOutcome, WorkerTask } from './worker-protocol.ts'

/** Runs a task, and says in its outcome when it did, as a span below the one that the task came with. */
export function traced(task: WorkerTask, run: (task: WorkerTask) => WorkerOutcome): WorkerOutcome {
  const parent = parseTraceparent(task.traceparent)
  if (parent === null || !parent.sampled) return run(task)
  const start = nowPrecisely()
  const outcome = run(task)
  const { kind, work } = task
  const span = {
    context: spanBelow(parent),
    parent,
    kind,
    work: work.type,
    part: work.type === 'part' ? work.part : null,
    outcome: outcome.type,
    thread: threadId,
    start,
    end: nowPrecisely(),
  }
  return { ...outcome, span }
}

/** Milliseconds since the epoch, with fractions. */
function nowPrecisely(): number {
  return performance.timeOrigin + performance.now()
}
