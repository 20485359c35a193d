import type { JobEnd } from '../../jobs/observer.ts'
import type { ClaimedJob } from '../../jobs/store.ts'
import { lazily } from '../../lazily.ts'
import { defineMetrics } from './definitions.ts'
import { type MeasuredState, setState } from './state.ts'

/** The protocols that a job is followed on. */
export type StreamProtocol = 'websocket' | 'sse'

/** Counts one open stream. */
export interface StreamTally {
  /** So many frames were sent, and so many left out. */
  frames(sent: number, thinned: number): void
  closed(): void
}

/** A request that is over. */
export interface RequestEnd {
  readonly method: string
  /** As it is written in the code, such as `/v1/jobs/:id`: of paths there is no end. */
  readonly route: string
  readonly status: string
  /** Null where the client decided how long it takes. */
  readonly seconds: number | null
  /** Of the problem that it was answered with. */
  readonly problem: string | null
}

/** Counts and times what the service does, for Prometheus. */
export class ServiceMetrics {
  readonly #defined = lazily(defineMetrics)
  #workers = 0
  #busy = 0

  /** Takes up what loads slowly; otherwise the first to count something does. */
  load(): void {
    this.#defined()
  }

  /** All metrics in Prometheus' text format, with the state of the service as it is given. */
  async exposition(state: MeasuredState): Promise<{ mediaType: string; text: string }> {
    const defined = this.#defined()
    defined.workers.set(this.#workers)
    defined.busyWorkers.set(this.#busy)
    setState(defined, state)
    return { mediaType: defined.registry.contentType, text: await defined.registry.metrics() }
  }

  requestEnded({ method, route, status, seconds, problem }: RequestEnd): void {
    const { requests, requestSeconds } = this.#defined()
    requests.inc({ method, route, status })
    if (seconds !== null) requestSeconds.observe({ method, route }, seconds)
    if (problem !== null) this.refused(problem)
  }

  /** A request or a socket was refused. */
  refused(code: string): void {
    this.#defined().problems.inc({ code })
  }

  streamOpened(protocol: StreamProtocol): StreamTally {
    const { openStreams, framesSent, framesThinned } = this.#defined()
    openStreams.inc({ protocol })
    return {
      frames(sent, thinned) {
        if (sent > 0) framesSent.inc({ protocol }, sent)
        if (thinned > 0) framesThinned.inc({ protocol }, thinned)
      },
      closed: () => openStreams.dec({ protocol }),
    }
  }

  submitted(kind: string): void {
    this.#defined().submitted.inc({ kind })
  }

  begun({ job: { kind, attempt, createdAt } }: ClaimedJob): void {
    const { attempts, retries, queueSeconds } = this.#defined()
    attempts.inc({ kind })
    if (attempt > 1) retries.inc({ kind })
    // A clock that was set back must not spoil the sum.
    else queueSeconds.observe(Math.max(0, Date.now() - Date.parse(createdAt)) / 1000)
  }

  ended({ kind, outcome, code, seconds }: JobEnd): void {
    const { ended, faults, runSeconds } = this.#defined()
    if (outcome !== 'interrupted' && outcome !== 'elsewhere') ended.inc({ kind, outcome })
    if (outcome === 'fault' && code !== null) faults.inc({ code })
    if (seconds !== null) runSeconds.observe({ kind }, seconds)
  }

  checkpointed(): void {
    this.#defined().checkpoints.inc()
  }

  opened(size: number): void {
    this.#workers = size
  }

  occupied(): void {
    this.#busy++
  }

  released(): void {
    this.#busy--
  }
}
