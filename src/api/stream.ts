import { setImmediate as nextTurn } from 'node:timers/promises'
import type { JobHub } from '../jobs/hub.ts'
import { isFinal } from '../jobs/job.ts'
import type { JobStore, LogEntry } from '../jobs/store.ts'

/** What is read from the log at a time: so many entries at the most, and about so many characters. */
const PAGE = { first: 10, entries: 100, characters: 1 << 20 }

/** A client that has kept us waiting so long is slow: what it has missed meanwhile is thinned. */
const SLOW_AFTER_MS = 1000

/** Of what a slow client has missed it gets about so many frames. */
const FRAMES_FOR_SLOW = 200

/** The newest frame alone: no `seq` is a multiple of it. */
const NEWEST_ONLY = 2 ** 52

/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Where a stream begins, and how many frames a second it may have; null: all there are. */
export interface StreamRequest {
  readonly after: number
  readonly rate: number | null
}

/** A connected client, whichever protocol it speaks. */
export interface StreamSink {
  /** Sends one message, JSON text; `seq` is where a client resumes after it. */
  send(message: string, seq: number): void
  /** Fulfilled when the client has taken what was sent, or is gone. */
  drained(): Promise<void>
}

/** Is told, page by page, how many frames were sent and how many left out. */
export type FrameTally = (sent: number, thinned: number) => void

/** Why a stream ended: the job has, the job was removed, or the client is gone. */
export type StreamEnd = 'ended' | 'removed' | 'gone'

/**
 * Sends a job's log from `after` on and then whatever is added, in order, each entry once.
 *
 * Everything comes from the store in pages, so that a client that does not read costs no memory. One that kept us
 * waiting over a second gets what it missed thinned evenly, and with a `rate` a client gets the newest frame each
 * time; a `gap` says what was left out, and the newest frame and the end never are. `gone` aborts when the client
 * has gone.
 */
export async function followJob(
  { store, hub, tally }: { store: JobStore; hub: JobHub; tally?: FrameTally },
  job: string,
  { after, rate }: StreamRequest,
  sink: StreamSink,
  gone: AbortSignal,
): Promise<StreamEnd> {
  const bell = new Bell(gone)
  const unlisten = hub.listen(job, () => bell.ring())
  let cursor = after
  let limit = PAGE.first
  let missed = { until: 0, stride: 1 }
  let nextFrame = 0
  try {
    while (!gone.aborted) {
      const position = await store.position(job)
      if (position === undefined) return 'removed'
      if (rate !== null) await pause(nextFrame - performance.now(), gone)
      const behind = cursor < missed.until ? missed.stride : 1
      const page = await store.readLog(job, cursor, limit, rate === null ? behind : NEWEST_ONLY)
      if (page.length === 0) {
        // A client may ask for what follows the end.
        if (isFinal(position.status) && position.lastSeq <= cursor) return 'ended'
        await bell.rung()
        continue
      }
      const frames = page.filter(({ type }) => type === 'frame').length
      tally?.(frames, page.at(-1)!.seq - cursor - page.length)
      for (const entry of page) {
        if (entry.seq > cursor + 1) sink.send(gapMessage(cursor + 1, entry.seq - 1), entry.seq - 1)
        sink.send(messageOf(job, entry), entry.seq)
        cursor = entry.seq
        if (entry.type === 'end') return 'ended'
        if (entry.type === 'frame' && rate !== null) nextFrame = performance.now() + 1000 / rate
      }
      limit = nextLimit(page, limit)
      const sent = performance.now()
      await sink.drained()
      if (performance.now() - sent > SLOW_AFTER_MS) {
        const until = (await store.position(job))?.lastSeq ?? cursor
        missed = { until, stride: Math.max(1, Math.ceil((until - cursor) / FRAMES_FOR_SLOW)) }
      }
      // Where the client and the store never make us wait, a long log would keep everyone else waiting instead.
      await nextTurn()
    }
    return 'gone'
  } finally {
    unlisten()
  }
}

/** A log entry as clients get it. The body is JSON already and is not parsed again. */
function messageOf(job: string, { seq, type, attempt, body }: LogEntry): string {
  const head = `{"type":"${type}","job":"${job}","seq":${seq},`
  return type === 'frame' ? `${head}"attempt":${attempt},"data":${body}}` : `${head}${body.slice(1)}`
}

function gapMessage(from: number, to: number): string {
  return JSON.stringify({ type: 'gap', from, to })
}

/** How many entries fit a page, going by those of the last one: the frames of a job are much of a size. */
function nextLimit(page: readonly LogEntry[], limit: number): number {
  const lengths = page.filter(({ type }) => type === 'frame').map(({ body }) => body.length)
  if (lengths.length === 0) return limit
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
  return Math.min(PAGE.entries, Math.max(1, Math.floor(PAGE.characters / mean)))
}

function pause(milliseconds: number, gone: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || gone.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      gone.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, Math.min(milliseconds, LONGEST_TIMER_MS))
    gone.addEventListener('abort', finish)
  })
}

/** Remembers that it was rung, so that news that comes during a read is not missed. */
class Bell {
  #ringing = false
  #waiting: (() => void) | undefined

  constructor(gone: AbortSignal) {
    gone.addEventListener('abort', () => this.ring(), { once: true })
  }

  ring(): void {
    this.#ringing = true
    this.#waiting?.()
  }

  async rung(): Promise<void> {
    if (!this.#ringing) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve
      })
    }
    this.#ringing = false
    this.#waiting = undefined
  }
}
