import { CANCEL_PATIENCE_MS } from './job-run.ts'
import type { RunningTask } from './pool.ts'
import { REQUEST } from './worker-protocol.ts'

/** What one worker has to do of a job, from beginning to end or to a safe point, unless it is asked to stop. */
export abstract class TaskRun {
  /** Fulfilled when it has ended. */
  abstract readonly ended: Promise<unknown>
  protected task: RunningTask | undefined
  /** How it is to stop, if it is. */
  protected asked: 'cancel' | 'pause' | undefined

  /** Asks it to end as cancelled; a worker that does not answer in time is killed. */
  cancel(): void {
    this.asked = 'cancel'
    this.task?.control.ask(REQUEST.cancel)
    const impatience = setTimeout(() => this.kill(), CANCEL_PATIENCE_MS)
    void this.ended.then(() => clearTimeout(impatience))
  }

  /** Asks it to stop where it can go on. */
  pause(): void {
    this.asked ??= 'pause'
    this.task?.control.ask(REQUEST.pause)
  }

  /** Ends it at once. */
  kill(): void {
    this.task?.kill()
  }
}
