import { FlowProducer, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Job } from '../job.ts'
import type { SplitKind } from '../kind.ts'
import { knownKind } from '../kinds.ts'
import type { SharedStore, UndealtJob } from '../store.ts'
import { priorityOfPart } from './priority.ts'

/** What a worker is handed: a whole job, one part of a split one, or the join of its parts. */
export interface WorkItem {
  readonly job: string
  readonly work: 'whole' | 'part' | 'join'
  /** Of a part: its number, counted from 0. */
  readonly part?: number
}

export const WORK_QUEUE = 'work'

/** Nobody listens to BullMQ's own events, of which it keeps some thousands otherwise. */
const MOST_EVENTS = 100

/** So many jobs are looked at in one go. */
const AT_ONCE = 100

/** Of each item. An error that is no answer to what was asked is not the job's: it is tried again for a while. */
const ITEM_OPTIONS = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: true,
  removeOnFail: true,
} as const

/**
 * Keys of BullMQ lie beside those of the store, in the same slot of a cluster, below a name of their own: both call
 * something of a job `work`.
 */
export function queuePrefix(prefix: string): string {
  return `{${prefix}}:queue`
}

/**
 * Deals out the jobs that wait in a shared store, as items of a BullMQ queue: a split job as a flow, whose parts come
 * before their join. Any number of processes may do so at once: an item has its job's name, and is there once.
 */
export class Dealer {
  readonly #store: SharedStore
  readonly #queue: Queue<WorkItem>
  readonly #flows: FlowProducer

  constructor(store: SharedStore, connection: Redis, prefix: string) {
    this.#store = store
    const options = { connection, prefix: queuePrefix(prefix) }
    this.#queue = new Queue<WorkItem>(WORK_QUEUE, {
      ...options,
      streams: { events: { maxLen: MOST_EVENTS } },
    })
    this.#flows = new FlowProducer(options)
    // Each call tells its caller of its own error; what else goes wrong is mended by connecting again.
    this.#queue.on('error', () => undefined)
    this.#flows.on('error', () => undefined)
  }

  /** Deals out all that wait, but for jobs of kinds that only processes of a later version know: they are left to those. */
  async deal(): Promise<void> {
    for (;;) {
      const undealt = await this.#store.undealt(AT_ONCE)
      let dealt = 0
      for (const job of undealt) {
        if (!(await this.#dealOne(job))) continue
        await this.#store.dealt(job.id)
        dealt++
      }
      if (dealt < AT_ONCE) return
    }
  }

  /** False for a job that is left to processes of a later version. */
  async #dealOne({ id, priority }: UndealtJob): Promise<boolean> {
    const job = await this.#store.get(id)
    if (job === undefined) return true
    const kind = knownKind(job.kind, job.spec)
    if (kind === undefined) return false
    const parts = kind.splits === undefined ? undefined : countParts(kind, job)
    if (parts === undefined) {
      await this.#queue.add('whole', { job: id, work: 'whole' }, { ...ITEM_OPTIONS, jobId: id, priority })
      return true
    }
    const queueName = WORK_QUEUE
    await this.#flows.add({
      name: 'join',
      queueName,
      data: { job: id, work: 'join' } satisfies WorkItem,
      opts: { ...ITEM_OPTIONS, jobId: id, priority },
      children: Array.from({ length: parts }, (_, part) => ({
        name: 'part',
        queueName,
        data: { job: id, work: 'part', part } satisfies WorkItem,
        // A part that cannot be run ends its job, and must not keep the join waiting.
        opts: {
          ...ITEM_OPTIONS,
          jobId: `${id}.${part}`,
          priority: priorityOfPart(priority, part),
          ignoreDependencyOnFailure: true,
        },
      })),
    })
    return true
  }

  async close(): Promise<void> {
    await Promise.all([this.#queue.close(), this.#flows.close()])
  }
}

/** Undefined for a spec that has none, such as one that an earlier version has taken: whoever is to run it finds out why. */
function countParts(kind: SplitKind, { spec }: Job): number | undefined {
  try {
    return kind.parts(spec)
  } catch {
    return undefined
  }
}
