import { expect } from 'vitest'
import type { JobResource } from '../../../src/api/schemas/job.ts'
import type { JobStatus } from '../../../src/jobs/job.ts'
import type { Offer } from './catalogue.ts'
import type { LeftBehind } from './left-behind.ts'
import type { Reference } from './reference.ts'

const FINAL: readonly JobStatus[] = ['succeeded', 'failed', 'cancelled']

/**
 * What clients know of one submission: all that was ever answered, and so must be true for ever.
 *
 * What was asked for and not answered has happened or not; how the service is found after its death says which, and
 * it must stay so.
 */
export class Entry {
  readonly key: string
  readonly offer: Offer
  readonly reference: Reference
  /** As it was accepted; undefined until the submission is answered. */
  job: JobResource | undefined
  /** It was sent to the service that runs, or that was killed just now. */
  sent = false
  /** How it has ended, once anybody was told. */
  ended: JobStatus | undefined
  /** Its deletion was answered, or is known to have happened. */
  removed = false
  /** A DELETE was sent of which it is not known yet what it did. */
  deleting = false
  /** A DELETE was sent that may have cancelled it. */
  mayBeCancelled = false
  attempt = 0

  constructor(key: string, offer: Offer, reference: Reference) {
    this.key = key
    this.offer = offer
    this.reference = reference
  }

  get open(): boolean {
    return this.job !== undefined && this.ended === undefined && !this.removed
  }

  /** Somebody was told that it was accepted. */
  learnJob(job: JobResource): void {
    if (this.job !== undefined) expect(job.id, `the job of ${this.key}`).toBe(this.job.id)
    this.job ??= job
    this.learn(job)
  }

  /** Somebody was told in which state it is. */
  learn({ status, attempt }: { readonly status: JobStatus; readonly attempt: number }): void {
    expect(this.removed, `${this.name} was removed, and is there`).toBe(false)
    expect(attempt, `the attempt of ${this.name}`).toBeGreaterThanOrEqual(this.attempt)
    this.attempt = attempt
    if (FINAL.includes(status)) this.learnEnd(status)
    else expect(this.ended, `${this.name} is ${status} after its end`).toBeUndefined()
  }

  /** Somebody was told that it has ended. */
  learnEnd(status: JobStatus): void {
    expect(['succeeded', 'cancelled'], `how ${this.name} ended`).toContain(status)
    if (this.ended !== undefined) expect(status, `the end of ${this.name}`).toBe(this.ended)
    if (status === 'cancelled') expect(this.mayBeCancelled, `${this.name} is cancelled unasked`).toBe(true)
    this.ended = status
  }

  get name(): string {
    return `${this.offer.name}, ${this.key}, ${this.job?.id}`
  }
}

/** What all clients know of all submissions. */
export class Book {
  readonly entries: Entry[] = []

  get open(): Entry[] {
    return this.entries.filter(({ open }) => open)
  }

  /** Those whose submission was never answered. */
  get unanswered(): Entry[] {
    return this.entries.filter(({ job }) => job === undefined)
  }

  /** Those that are there and have ended. */
  get over(): Entry[] {
    return this.entries.filter(({ ended, removed }) => ended !== undefined && !removed)
  }

  /** Fails unless a store that a killed service left agrees with all that was ever answered. */
  agreeWith({ jobs }: LeftBehind): void {
    for (const entry of this.entries) {
      entry.sent = false
      if (entry.job === undefined) continue
      const found = jobs.get(entry.job.id)
      if (found === undefined) {
        expect(entry.removed || entry.deleting, `${entry.name} is lost`).toBe(true)
        entry.removed = true
      } else {
        entry.learn(found)
        // Its cancelling has not happened, and never will.
        if (entry.deleting && entry.ended === undefined) entry.mayBeCancelled = false
      }
      entry.deleting = false
    }
  }
}
