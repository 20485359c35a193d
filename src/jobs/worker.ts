import { deserialize, serialize } from 'node:v8'
import { Interrupted, InvalidInput } from '../core/errors.ts'
import type { JobProgress } from './job.ts'
import type { KindEvent, KindResult } from './kind.ts'
import { kindNamed } from './kinds.ts'
import {
  REQUEST,
  WorkerControl,
  type WorkerMessage,
  type WorkerOutcome,
  type WorkerTask,
} from './worker-protocol.ts'

/** Frames wait so long, and so many of them, before they are sent together. */
const BATCH = { milliseconds: 20, frames: 500 }

/** A checkpoint is sent at the first safe point after so long, and after longer when it is large: storing it takes time. */
const CHECKPOINT_EVERY_MS = 5000
const CHECKPOINT_BYTES_PER_MS = 4000

/** The worker waits when so many messages are not stored yet. */
const MOST_UNSTORED_MESSAGES = 8

/**
 * Runs one job; the only bridge from the server into core, in a thread of its own. The pool calls the default export.
 *
 * Frames are sent in batches and before anything that follows them. Asked to cancel it stops at once, asked to
 * pause it stops at the next safe point, having sent a checkpoint.
 */
export default function run(task: WorkerTask): WorkerOutcome {
  const control = new WorkerControl(task.control)
  const outbox = new Outbox(task, control)
  try {
    const result = drive(task, control, outbox)
    if (result === 'paused') return { type: 'stopped', messages: outbox.sent }
    outbox.flush()
    const { summary, arrays, message } = result
    return { type: 'done', messages: outbox.sent, result: JSON.stringify(summary), arrays, message }
  } catch (error) {
    if (error instanceof Interrupted) return { type: 'stopped', messages: outbox.sent }
    if (error instanceof InvalidInput) {
      outbox.flush()
      const { code, path, message: detail } = error
      return { type: 'refused', messages: outbox.sent, error: { code, detail, path } }
    }
    throw error
  } finally {
    task.port.close()
  }
}

function drive(task: WorkerTask, control: WorkerControl, outbox: Outbox): KindResult | 'paused' {
  const saved = task.checkpoint === null ? null : (deserialize(task.checkpoint) as SavedState)
  const events = kindNamed(task.kind).run(task.spec, {
    seed: task.seed,
    shouldStop: () => control.request === REQUEST.cancel,
    resumeFrom: saved?.state ?? null,
  })
  let frames = saved?.frames ?? 0
  let nextCheckpoint = performance.now() + CHECKPOINT_EVERY_MS
  for (;;) {
    const { done, value } = events.next()
    if (done) return value
    if (value.type === 'frame') {
      if (++frames > task.framesLogged) outbox.add(value)
      continue
    }
    const pausing = control.request === REQUEST.pause
    if (!pausing && performance.now() < nextCheckpoint) continue
    const state: SavedState = { frames, state: value.checkpoint() }
    const bytes = serialize(state)
    outbox.checkpoint(bytes)
    if (pausing) return 'paused'
    nextCheckpoint = performance.now() + Math.max(CHECKPOINT_EVERY_MS, bytes.length / CHECKPOINT_BYTES_PER_MS)
  }
}

/** A checkpoint of a job: that of its kind, and how many frames had been made. */
interface SavedState {
  readonly frames: number
  readonly state: unknown
}

/** Collects frames and sends them together. */
class Outbox {
  sent = 0
  readonly #task: WorkerTask
  readonly #control: WorkerControl
  #bodies: string[] = []
  #progress: JobProgress = { fraction: 0, message: '' }
  #lastSent = 0

  constructor(task: WorkerTask, control: WorkerControl) {
    this.#task = task
    this.#control = control
  }

  add({ data, fraction, message }: Extract<KindEvent, { type: 'frame' }>): void {
    this.#bodies.push(JSON.stringify(data))
    this.#progress = { fraction, message }
    if (this.#bodies.length >= BATCH.frames || performance.now() - this.#lastSent >= BATCH.milliseconds)
      this.flush()
  }

  checkpoint(bytes: Uint8Array): void {
    this.flush()
    this.#post({ type: 'checkpoint', bytes })
  }

  flush(): void {
    if (this.#bodies.length === 0) return
    this.#post({ type: 'frames', bodies: this.#bodies, progress: this.#progress })
    this.#bodies = []
  }

  #post(message: WorkerMessage): void {
    this.#task.port.postMessage(message)
    this.sent++
    this.#lastSent = performance.now()
    this.#control.holdBack(this.sent, MOST_UNSTORED_MESSAGES)
  }
}
