import type { MessagePort } from 'node:worker_threads'
import type { HeldClassifier, TrainedClassifier } from './classifier.ts'
import type { JobError, JobProgress } from './job.ts'
import type { ResultArrays } from './store.ts'
import type { TraceContext } from './trace-context.ts'

/** A job from beginning to end, or from a checkpoint on. */
export interface WholeWork {
  readonly type: 'whole'
  /** Frames that the log already holds from earlier attempts: the worker makes them again but does not send them. */
  readonly framesLogged: number
  readonly checkpoint: Uint8Array | null
}

/** One part of a job that is split. */
export interface PartWork {
  readonly type: 'part'
  readonly part: number
}

/** The end of a job that is split; `values` are those of its parts, in order, as they are stored. */
export interface JoinWork {
  readonly type: 'join'
  readonly values: readonly Uint8Array<ArrayBuffer>[]
}

/** What a worker is handed. */
export interface WorkerTask {
  readonly kind: string
  readonly spec: Readonly<Record<string, unknown>>
  readonly seed: number
  readonly work: WholeWork | PartWork | JoinWork
  /** Those that the job needs; their weights lie in shared memory, so that handing them over copies nothing. */
  readonly classifiers: readonly HeldClassifier[]
  /** The trace context (W3C) in which the work is done. */
  readonly traceparent: string | null
  readonly control: SharedArrayBuffer
  readonly port: MessagePort
}

/** What a worker sends while it runs. */
export type WorkerMessage =
  | { readonly type: 'frames'; readonly bodies: string[]; readonly progress: JobProgress }
  | { readonly type: 'checkpoint'; readonly bytes: Uint8Array }
  | {
      readonly type: 'part'
      /** What the join needs of the part, serialised. */
      readonly value: Uint8Array
      /** JSON. */
      readonly frame: string
      readonly message: string
    }

/** A span of a trace: what a worker did, and when. Times are milliseconds since the epoch, with fractions. */
export interface WorkerSpan {
  readonly context: TraceContext
  readonly parent: TraceContext
  readonly kind: string
  readonly work: WorkerTask['work']['type']
  /** Of a split job. */
  readonly part: number | null
  readonly outcome: string
  readonly thread: number
  readonly start: number
  readonly end: number
}

/** How a worker ends; `messages` is how many it sent, so that none is overlooked. */
export type WorkerOutcome = {
  readonly messages: number
  /** Where the trace that the task belongs to is recorded. */
  readonly span?: WorkerSpan
} & (
  | {
      readonly type: 'done'
      readonly result: string
      readonly arrays: ResultArrays
      readonly message: string
      /** Of a training. */
      readonly classifier?: TrainedClassifier
    }
  | { readonly type: 'part-done' }
  | { readonly type: 'stopped' }
  | { readonly type: 'refused'; readonly error: JobError }
)

/** Control word 0: what the worker is asked to do. */
export const REQUEST = { none: 0, pause: 1, cancel: 2 } as const
export type Request = (typeof REQUEST)[keyof typeof REQUEST]

const REQUEST_WORD = 0
const HANDLED_WORD = 1
/** Counts the worker's looks, and wraps round. */
const LOOKS_WORD = 2
const WORDS = 3

/**
 * Shared memory through which the runner asks a busy worker to pause or cancel, sees that it is alive, and holds it back
 * when it is too fast.
 */
export class WorkerControl {
  readonly #words: Int32Array<SharedArrayBuffer>

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer)
  }

  static create(): SharedArrayBuffer {
    return new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT)
  }

  /** Runner's side: asks, and wakes a worker that is being held back. */
  ask(request: Request): void {
    Atomics.store(this.#words, REQUEST_WORD, request)
    Atomics.notify(this.#words, HANDLED_WORD)
  }

  /** Runner's side: one more message is stored. */
  messageHandled(): void {
    Atomics.add(this.#words, HANDLED_WORD, 1)
    Atomics.notify(this.#words, HANDLED_WORD)
  }

  /** Runner's side: changes for as long as the worker looks what is asked of it. */
  get looks(): number {
    return Atomics.load(this.#words, LOOKS_WORD)
  }

  /** Worker's side: what is asked of it. Each look is a sign of life. */
  look(): Request {
    // It alone writes here, so that the count need not be an atomic one, which would cost more than the look.
    this.#words[LOOKS_WORD]!++
    return Atomics.load(this.#words, REQUEST_WORD) as Request
  }

  /** Worker's side: blocks while more than `most` of the `sent` messages are not stored yet and nothing is asked. */
  holdBack(sent: number, most: number): void {
    for (;;) {
      const handled = Atomics.load(this.#words, HANDLED_WORD)
      if (sent - handled <= most || this.look() !== REQUEST.none) return
      Atomics.wait(this.#words, HANDLED_WORD, handled, 100)
    }
  }
}
