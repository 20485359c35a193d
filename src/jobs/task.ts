import { deserialize, serialize } from 'node:v8'
import type { MessagePort } from 'node:worker_threads'
import { move, transferableSymbol, valueSymbol } from 'piscina'
import { Interrupted, InvalidInput, NumericalFailure } from '../core/errors.ts'
import { classifierAmong, digestOf, flatten, shapeOf, type TrainedClassifier } from './classifier.ts'
import type { JobProgress } from './job.ts'
import type { KindEvent, KindResult, PartSetting, SplitKind, WholeKind } from './kind.ts'
import { kindFor } from './kinds.ts'
import {
  type JoinWork,
  type PartWork,
  REQUEST,
  type WholeWork,
  WorkerControl,
  type WorkerMessage,
  type WorkerOutcome,
  type WorkerTask,
} from './worker-protocol.ts'
import { traced } from './worker-trace.ts'

/** Frames wait so long, and so many of them, before they are sent together. */
const BATCH = { milliseconds: 20, frames: 500 }

/** A checkpoint is sent at the first safe point after so long, and after longer when it is large: storing it takes time. */
const CHECKPOINT_EVERY_MS = 5000
const CHECKPOINT_BYTES_PER_MS = 4000

/** The worker waits when so many messages are not stored yet. */
const MOST_UNSTORED_MESSAGES = 8

/**
 * Runs one job, or one part of it; the only bridge from the server into core, in a thread of its own.
 *
 * Frames are sent in batches and before anything that follows them. Asked to cancel it stops at once, asked to
 * pause it stops at the next safe point, having sent a checkpoint. A part has no safe point: it stops at once.
 */
export function run(task: WorkerTask): WorkerOutcome {
  const outcome = traced(task, work)
  if (outcome.type !== 'done') return outcome
  const { arrays, classifier } = outcome
  return withoutCopying(outcome, [...Object.values(arrays), ...(classifier ? [classifier.weights] : [])])
}

/** What a task returns, its arrays handed over to the server's thread instead of copied, in the way that piscina asks for. */
function withoutCopying<Outcome extends object>(outcome: Outcome, arrays: readonly Float64Array[]): Outcome {
  const buffers = new Set(arrays.map(({ buffer }) => buffer))
  return move({ [transferableSymbol]: [...buffers], [valueSymbol]: outcome }) as Outcome
}

function work(task: WorkerTask): WorkerOutcome {
  const control = new WorkerControl(task.control)
  const outbox = new Outbox(task.port, control)
  try {
    const kind = kindFor(task.kind, task.spec)
    return kind.splits === undefined
      ? runWhole(kind, task, control, outbox)
      : runSplit(kind, task, control, outbox)
  } catch (error) {
    if (error instanceof Interrupted) return { type: 'stopped', messages: outbox.sent }
    if (error instanceof InvalidInput || error instanceof NumericalFailure) {
      outbox.flush()
      const { code, path, message: detail } = error
      return { type: 'refused', messages: outbox.sent, error: { code, detail, path } }
    }
    throw error
  } finally {
    task.port.close()
  }
}

function runWhole(kind: WholeKind, task: WorkerTask, control: WorkerControl, outbox: Outbox): WorkerOutcome {
  const result = drive(kind, task, task.work as WholeWork, control, outbox)
  if (result === 'paused') return { type: 'stopped', messages: outbox.sent }
  outbox.flush()
  return done(result, outbox)
}

function runSplit(kind: SplitKind, task: WorkerTask, control: WorkerControl, outbox: Outbox): WorkerOutcome {
  const work = task.work as PartWork | JoinWork
  const setting: PartSetting = {
    seed: task.seed,
    shouldStop: () => control.look() !== REQUEST.none,
    classifier: classifierAmong(task.classifiers),
  }
  if (work.type === 'join') {
    const values = work.values.map((bytes): unknown => deserialize(bytes))
    return done(kind.join(task.spec, values, setting), outbox)
  }
  const { value, frame, message } = kind.runPart(task.spec, work.part, setting)
  outbox.part(serialize(value), JSON.stringify(frame), message)
  return { type: 'part-done', messages: outbox.sent }
}

function done({ summary, arrays, message, classifier }: KindResult, { sent }: Outbox): WorkerOutcome {
  const trained = classifier && { classifier: trainedClassifier(classifier) }
  return { type: 'done', messages: sent, result: JSON.stringify(summary), arrays, message, ...trained }
}

function trainedClassifier({
  labels,
  network,
  metrics,
}: NonNullable<KindResult['classifier']>): TrainedClassifier {
  const weights = flatten(network)
  if (!weights.every(Number.isFinite)) {
    throw new NumericalFailure('training-diverged', '', 'a weight of the network is not finite')
  }
  const shape = shapeOf(network, labels)
  return { ...shape, digest: digestOf(shape, weights), metrics, weights }
}

function drive(
  kind: WholeKind,
  task: WorkerTask,
  { framesLogged, checkpoint }: WholeWork,
  control: WorkerControl,
  outbox: Outbox,
): KindResult | 'paused' {
  const saved = checkpoint === null ? null : (deserialize(checkpoint) as SavedState)
  const events = kind.run(task.spec, {
    seed: task.seed,
    shouldStop: () => control.look() === REQUEST.cancel,
    classifier: classifierAmong(task.classifiers),
    resumeFrom: saved?.state ?? null,
  })
  let frames = saved?.frames ?? 0
  let nextCheckpoint = performance.now() + CHECKPOINT_EVERY_MS
  for (;;) {
    const { done, value } = events.next()
    if (done) return value
    if (value.type === 'frame') {
      if (++frames > framesLogged) outbox.add(value)
      continue
    }
    const pausing = control.look() === REQUEST.pause
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
  readonly #port: MessagePort
  readonly #control: WorkerControl
  #bodies: string[] = []
  #progress: JobProgress = { fraction: 0, message: '' }
  #lastSent = 0

  constructor(port: MessagePort, control: WorkerControl) {
    this.#port = port
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

  /** Sends what a part has come to; its value goes over without a copy. */
  part(value: Buffer<ArrayBuffer>, frame: string, message: string): void {
    this.#post({ type: 'part', value, frame, message }, [value.buffer])
  }

  flush(): void {
    if (this.#bodies.length === 0) return
    this.#post({ type: 'frames', bodies: this.#bodies, progress: this.#progress })
    this.#bodies = []
  }

  #post(message: WorkerMessage, transferred: ArrayBuffer[] = []): void {
    this.#port.postMessage(message, transferred)
    this.sent++
    this.#lastSent = performance.now()
    this.#control.holdBack(this.sent, MOST_UNSTORED_MESSAGES)
  }
}
