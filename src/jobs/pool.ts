import { fileURLToPath } from 'node:url'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { WorkerControl, type WorkerMessage, type WorkerOutcome, type WorkerTask } from './worker-protocol.ts'

/** A job, or a part of one, running on a worker. */
export interface RunningTask {
  /** Fulfilled when the worker has ended and all it sent is handled; rejected when it died. */
  readonly outcome: Promise<WorkerOutcome>
  /** Fulfilled when the worker is free again, however it ended; what it sent may not be handled yet. */
  readonly released: Promise<void>
  readonly control: WorkerControl
  /** Ends the thread, whatever it is doing; `outcome` is then rejected. */
  kill(): void
}

/** Threads that run jobs or parts of them, one at a time each. */
export interface WorkerPool {
  readonly size: number
  /**
   * Starts a job, or a part of one, on a free worker. `handle` is called for one message after another, never for two
   * at once. `transferred` are buffers in the task that go over without a copy.
   */
  run(
    task: Omit<WorkerTask, 'control' | 'port'>,
    handle: (message: WorkerMessage) => Promise<void>,
    transferred?: readonly ArrayBuffer[],
  ): RunningTask
  close(): Promise<void>
}

/** Opens a pool of `size` threads; they start at once, in the background. */
export function openPool(size: number): WorkerPool {
  const piscina = new Piscina<WorkerTask, WorkerOutcome>({
    filename: fileURLToPath(new URL('./worker.ts', import.meta.url)),
    minThreads: size,
    maxThreads: size,
    concurrentTasksPerWorker: 1,
  })
  return {
    size,
    run(task, handle, transferred = []) {
      const buffer = WorkerControl.create()
      const control = new WorkerControl(buffer)
      const { port1: inbox, port2: port } = new MessageChannel()
      const abort = new AbortController()
      const messages = new MessageQueue(async (message) => {
        await handle(message)
        control.messageHandled()
      })
      inbox.on('message', (message: WorkerMessage) => messages.push(message))
      const ended = piscina.run(
        { ...task, control: buffer, port },
        { ...transferring([port, ...transferred]), signal: abort.signal },
      )
      const outcome = settle(ended, messages).finally(() => {
        inbox.close()
        // Ends a worker whose messages can no longer be stored; without effect on one that has ended.
        abort.abort()
      })
      const nothing = () => undefined
      return { outcome, released: ended.then(nothing, nothing), control, kill: () => abort.abort() }
    },
    close: () => piscina.destroy(),
  }
}

/** Piscina derives the type of its transfer list from one of two overloads, the wrong one; it takes an array. */
function transferring(transferList: (MessagePort | ArrayBuffer)[]): object {
  return { transferList }
}

/** The outcome, once every message the worker sent has been handled: the two come over different channels. */
async function settle(ended: Promise<WorkerOutcome>, messages: MessageQueue): Promise<WorkerOutcome> {
  // When the messages fail first, the worker is ended, and its end must not go unobserved.
  ended.catch(() => undefined)
  const outcome = await Promise.race([ended, messages.failed])
  await Promise.race([messages.handled(outcome.messages), messages.failed])
  return outcome
}

/** Handles messages in order, one at a time. */
class MessageQueue {
  readonly #handle: (message: WorkerMessage) => Promise<void>
  #tail: Promise<void> = Promise.resolve()
  #handled = 0
  #awaited: { count: number; resolve: () => void } | undefined
  /** Never fulfilled; rejected when a message could not be handled. */
  readonly failed: Promise<never>
  readonly #fail: (error: unknown) => void

  constructor(handle: (message: WorkerMessage) => Promise<void>) {
    this.#handle = handle
    const { promise, reject } = Promise.withResolvers<never>()
    this.failed = promise
    this.#fail = reject
    // Whoever waits for the outcome sees the rejection; without this a late one would end the process.
    promise.catch(() => undefined)
  }

  push(message: WorkerMessage): void {
    this.#tail = this.#tail
      .then(() => this.#handle(message))
      .then(() => {
        this.#handled++
        if (this.#awaited && this.#handled >= this.#awaited.count) this.#awaited.resolve()
      })
    this.#tail.catch(this.#fail)
  }

  handled(count: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#handled >= count) resolve()
      else this.#awaited = { count, resolve }
    })
  }
}
