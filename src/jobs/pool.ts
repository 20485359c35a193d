import { fileURLToPath } from 'node:url'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { Piscina } from 'piscina'
import type { RunnerLog } from './job-run.ts'
import { Watchdog } from './watchdog.ts'
import { nameFault, type WorkerFault } from './worker-fault.ts'
import { WorkerControl, type WorkerMessage, type WorkerOutcome, type WorkerTask } from './worker-protocol.ts'

/** A job, or a part of one, running on a worker. */
export interface RunningTask {
  /** Fulfilled when the worker has ended and all it sent is handled; rejected when it died, with a `WorkerFault` where the cause can be named. */
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
   * at once, and not once the worker has died: then its `over` tells one that still waits to give up. `transferred` are
   * buffers in the task that go over without a copy.
   */
  run(
    task: Omit<WorkerTask, 'control' | 'port'>,
    handle: (message: WorkerMessage, over: AbortSignal) => Promise<void>,
    transferred?: readonly ArrayBuffer[],
  ): RunningTask
  close(): Promise<void>
}

/** What a pool is opened with. */
export interface PoolOptions {
  /** Number of threads. */
  readonly size: number
  /** A worker that has given no sign of life for so long (ms) is ended. */
  readonly patience: number
  /** What the objects of each thread may take, in MiB; large arrays lie outside of it. */
  readonly heap: number
  readonly log: RunnerLog
  /** The module that the threads run. */
  readonly file?: URL
}

const WORKER_FILE = new URL('./worker.ts', import.meta.url)

/** Opens a pool; its threads start at once, in the background, and one that dies is replaced. */
export function openPool({ size, patience, heap, log, file = WORKER_FILE }: PoolOptions): WorkerPool {
  const piscina = new Piscina<WorkerTask, WorkerOutcome>({
    filename: fileURLToPath(file),
    minThreads: size,
    maxThreads: size,
    concurrentTasksPerWorker: 1,
    resourceLimits: { maxOldGenerationSizeMb: heap },
  })
  // Of a thread that has no task: without anyone who listens it would end the process.
  piscina.on('error', (error: unknown) => log.error({ err: error }, 'an idle worker died'))
  const watchdog = new Watchdog(patience)
  return {
    size,
    run(task, handle, transferred = []) {
      const buffer = WorkerControl.create()
      const control = new WorkerControl(buffer)
      const { port1: inbox, port2: port } = new MessageChannel()
      const abort = new AbortController()
      let hung: WorkerFault | undefined
      const unwatch = watchdog.watch(control, (fault) => {
        hung = fault
        abort.abort()
      })
      const messages = new MessageQueue(async (message, over) => {
        await handle(message, over)
        control.messageHandled()
      })
      inbox.on('message', (message: WorkerMessage) => messages.push(message))
      const ended = piscina
        .run(
          { ...task, control: buffer, port },
          { ...transferring([port, ...transferred]), signal: abort.signal },
        )
        .catch((error: unknown) => {
          throw hung ?? nameFault(error, heap)
        })
        .finally(unwatch)
      const outcome = settle(ended, messages).finally(() => {
        inbox.close()
        // Ends a worker whose messages can no longer be stored; without effect on one that has ended.
        abort.abort()
      })
      const nothing = () => undefined
      return { outcome, released: ended.then(nothing, nothing), control, kill: () => abort.abort() }
    },
    async close() {
      watchdog.close()
      await piscina.destroy()
    },
  }
}

/** Piscina derives the type of its transfer list from one of two overloads, the wrong one; it takes an array. */
function transferring(transferList: (MessagePort | ArrayBuffer)[]): object {
  return { transferList }
}

/**
 * The outcome, once every message the worker sent has been handled: the two come over different channels. It is rejected
 * once no message is being handled any more, so that nothing is stored of a job that has ended.
 */
async function settle(ended: Promise<WorkerOutcome>, messages: MessageQueue): Promise<WorkerOutcome> {
  // When the messages fail first, the worker is ended, and its end must not go unobserved.
  ended.catch(() => undefined)
  try {
    const outcome = await Promise.race([ended, messages.failed])
    await Promise.race([messages.handled(outcome.messages), messages.failed])
    return outcome
  } catch (error) {
    await messages.stop()
    throw error
  }
}

type Handle = (message: WorkerMessage, over: AbortSignal) => Promise<void>

/** Handles messages in order, one at a time. */
class MessageQueue {
  readonly #handle: Handle
  readonly #over = new AbortController()
  #tail: Promise<void> = Promise.resolve()
  #handled = 0
  #awaited: { count: number; resolve: () => void } | undefined
  /** Never fulfilled; rejected when a message could not be handled. */
  readonly failed: Promise<never>
  readonly #fail: (error: unknown) => void

  constructor(handle: Handle) {
    this.#handle = handle
    const { promise, reject } = Promise.withResolvers<never>()
    this.failed = promise
    this.#fail = reject
    // Whoever waits for the outcome sees the rejection; without this a late one would end the process.
    promise.catch(() => undefined)
  }

  push(message: WorkerMessage): void {
    this.#tail = this.#tail
      .then(() => (this.#over.signal.aborted ? undefined : this.#handle(message, this.#over.signal)))
      .then(() => {
        this.#handled++
        if (this.#awaited && this.#handled >= this.#awaited.count) this.#awaited.resolve()
      })
    this.#tail.catch(this.#fail)
  }

  /** Handles no further message; fulfilled when the one that is being handled is done, or given up. */
  async stop(): Promise<void> {
    this.#over.abort()
    await this.#tail.catch(() => undefined)
  }

  handled(count: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#handled >= count) resolve()
      else this.#awaited = { count, resolve }
    })
  }
}
