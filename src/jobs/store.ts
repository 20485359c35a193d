import type { ClassifierRecord, TrainedClassifier } from './classifier.ts'
import type { Job, JobError, JobProgress, JobStatus, JobType } from './job.ts'
import type { Quotas, Usage } from './quotas.ts'
import type { RetentionLimits } from './retention.ts'

/** What is stored when a job is accepted. */
export interface NewJob {
  readonly id: string
  readonly type: JobType
  readonly kind: string
  readonly seed: number
  readonly spec: Readonly<Record<string, unknown>>
  readonly createdAt: string
  /** The name of the key that submitted it; null where the service has no keys. */
  readonly owner: string | null
  /** In the unit of its kind's cost formula. */
  readonly cost: number
  /** Jobs of a lower one go first: 0 to 7, as in RFC 9218. */
  readonly urgency: number
  /** The trace that it belongs to (W3C Trace Context), if it was submitted in one. */
  readonly traceparent: string | null
  /** Names of the classifiers that it needs. */
  readonly needs: readonly string[]
  /** The classifier that it makes, if it is a training. */
  readonly makes: { readonly name: string } | null
}

/** Makes a submission repeatable: the same owner's same key and fingerprint (of the body) stand for the same job. */
export interface Idempotency {
  readonly owner: string | null
  readonly key: string
  readonly fingerprint: string
}

/** A job that a worker is to run, with what is left of earlier attempts. */
export interface ClaimedJob {
  readonly job: Job
  /** Frames that the log already holds; a job makes the same ones in the same order each time. */
  readonly frames: number
  readonly checkpoint: Uint8Array | null
  readonly traceparent: string | null
  /** Of a split job: its parts that are done, in order. */
  readonly parts: readonly number[]
  /** Names of the classifiers that it needs, each of which is there or will never be made. */
  readonly needs: readonly string[]
}

/** What a part of a split job has come to: the bytes that its join needs, and its frame as JSON. */
export interface FinishedPart {
  readonly part: number
  /** How many parts the job has. */
  readonly total: number
  readonly value: Uint8Array
  readonly frame: string
}

/** An entry of a job's log; `seq` counts from 1 through the job's whole life. `body` is JSON. */
export interface LogEntry {
  readonly seq: number
  readonly type: 'frame' | 'status' | 'end'
  readonly attempt: number
  /** frame: its data · status: {status, progress} · end: {status}. */
  readonly body: string
}

/** Where a job is, without its spec, which may be large. */
export interface JobPosition {
  readonly status: JobStatus
  readonly owner: string | null
  readonly lastSeq: number
}

/** Large arrays of a result, by name. */
export type ResultArrays = Readonly<Record<string, Float64Array>>

/** How a running job ended. */
export type Ending =
  | {
      readonly status: 'succeeded'
      readonly message: string
      readonly result: string
      readonly arrays: ResultArrays
      /** Of a training. */
      readonly classifier?: TrainedClassifier
      /** How many frames the job has made, all of which its log is to have. */
      readonly frames?: number
    }
  | { readonly status: 'failed'; readonly error: JobError }
  | { readonly status: 'cancelled' }

export interface JobFilter {
  readonly owner?: string
  readonly type?: JobType
  readonly kind?: string
  readonly status?: JobStatus
}

/** A page of jobs, newest first; `next` is where the following page begins, null on the last one. */
export interface JobPage {
  readonly jobs: Job[]
  readonly next: number | null
}

/** How many jobs of a kind are in a state. */
export interface JobCount {
  readonly kind: string
  readonly status: JobStatus
  readonly jobs: number
}

/** How much the store holds. */
export interface StoreCensus {
  /** Of the database's file in bytes, without its write-ahead log. */
  readonly fileBytes: number
  /** Pairs of kind and state that no job is in are left out. */
  readonly jobs: readonly JobCount[]
}

/** The same idempotency key came with another body. */
export class IdempotencyConflict extends Error {
  constructor(key: string) {
    super(`the idempotency key “${key}” was used for another body`)
    this.name = 'IdempotencyConflict'
  }
}

/** No further job is accepted until some of those that wait have begun. */
export class QueueFull extends Error {
  constructor(mostQueued: number) {
    super(`${mostQueued} jobs are waiting already; try again later`)
    this.name = 'QueueFull'
  }
}

/** A classifier has this name already, or a training that has not ended will give it to one. */
export class NameTaken extends Error {
  constructor(name: string) {
    super(`the name “${name}” is taken by another classifier, or by a training that has not ended`)
    this.name = 'NameTaken'
  }
}

/** The store cannot be opened: it is another's, too new, or damaged. */
export class StoreUnusable extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'StoreUnusable'
  }
}

/** The store's file cannot be reached, read or trusted now; what was to be written is not stored. */
export class StoreUnavailable extends Error {
  constructor(cause: unknown, message = 'the store cannot be used') {
    super(message, { cause })
    this.name = 'StoreUnavailable'
  }
}

/** Nothing more can be written until there is room again; what was to be written is not stored. */
export class StoreFull extends StoreUnavailable {
  constructor(cause: unknown, message = 'the disk is full') {
    super(cause, message)
    this.name = 'StoreFull'
  }
}

/** Another attempt has taken the job up, or it has ended: what an earlier one still has to say does not count. */
export class AttemptOver extends Error {
  constructor(id: string, attempt: number) {
    super(`attempt ${attempt} of job ${id} is over`)
    this.name = 'AttemptOver'
  }
}

/**
 * Where jobs, their logs and their results are kept. Every method is one transaction: it has happened wholly, and
 * durably, when its promise is fulfilled, or not at all. Whatever writes throws `StoreFull` when there is no room, and
 * everything `StoreUnavailable` when the file cannot be used. What is stored for an attempt of a job throws `AttemptOver`
 * unless the job is running, and that is its attempt; and when the log has fewer frames than the attempt has stored, as after
 * a failover to a store that has not had all of them yet.
 */
export interface JobStore {
  /**
   * Stores a queued job, or finds the one that was stored with the same key. Throws `IdempotencyConflict`,
   * `QueueFull` when `mostQueued` jobs are waiting, `NameTaken` for a training that would make what is there, and
   * `QuotaExceeded` when its owner would go over one of these quotas; what is nobody's counts towards none.
   */
  add(
    job: NewJob,
    idempotency: Idempotency | null,
    mostQueued: number,
    quotas?: Quotas,
  ): Promise<{ job: Job; created: boolean }>
  /** The job that was stored with this key. Throws `IdempotencyConflict`. */
  find(idempotency: Idempotency): Promise<Job | undefined>
  get(id: string): Promise<Job | undefined>
  /** Jobs that fit the filter, newest first, from before the page that ended at `before` on. */
  list(filter: JobFilter, limit: number, before: number | null): Promise<JobPage>
  /** A running job goes back into the queue. */
  release(id: string, attempt: number): Promise<void>
  /**
   * Adds frames (JSON) to a running job's log, and says how far it has come. `from` is how many frames come before these:
   * those that the log has already are not added again, so that whoever does not know whether they were may try again.
   */
  appendFrames(
    id: string,
    attempt: number,
    bodies: readonly string[],
    progress: JobProgress,
    from?: number,
  ): Promise<void>
  /** Keeps the state from which a running job can go on, in place of the one before. */
  saveCheckpoint(id: string, attempt: number, checkpoint: Uint8Array): Promise<void>
  /**
   * Keeps a part of a running job that is done, until the job ends; one that is there already changes nothing. Frames
   * join the log in the order of the parts: this one's as soon as those of all parts before it are there. The job's
   * progress is the share of its parts that are done, with this message.
   */
  savePart(id: string, attempt: number, part: FinishedPart, message: string): Promise<void>
  /** The value of a part that is done. */
  partValue(id: string, part: number): Promise<Uint8Array<ArrayBuffer>>
  /** Ends a running job; stores its result first, and the classifier that it made. */
  finish(id: string, attempt: number, ending: Ending, now: string): Promise<void>
  /**
   * Removes a job that has ended, with its log and result, also on a full disk; false when there was none. It is gone at
   * once, but its room only after `tidy`.
   */
  remove(id: string): Promise<boolean>
  /** Removes at most `atMost` of the jobs that ended first and are beyond a limit; their ids. */
  expire(limits: RetentionLimits, atMost: number): Promise<string[]>
  /**
   * Takes the next small step, of some milliseconds, towards giving the disk what removed jobs have left; false when
   * there is nothing left to do but less than a megabyte, which later jobs will take.
   */
  tidy(): Promise<boolean>
  /**
   * At most `limit` entries that follow `after`, in order. With a `stride` above 1 only those frames whose `seq` it
   * divides, and the newest one; other entries are never left out.
   */
  readLog(id: string, after: number, limit: number, stride: number): Promise<LogEntry[]>
  /** A job's state and the `seq` of the last entry of its log; undefined when there is no such job. */
  position(id: string): Promise<JobPosition | undefined>
  /** The result as JSON; undefined when there is none (yet). */
  result(id: string): Promise<string | undefined>
  /** Float64 values, little-endian, of one of the result's arrays. */
  resultArray(id: string, name: string): Promise<Uint8Array | undefined>
  /** Stores a classifier that no job has made. Throws `NameTaken`, and `QuotaExceeded` as `add` does. */
  addClassifier(record: ClassifierRecord, weights: Float64Array, quotas?: Quotas): Promise<void>
  classifier(name: string): Promise<ClassifierRecord | undefined>
  /** All layers one after the other, of each its weights, then its bias. */
  classifierWeights(name: string): Promise<Float64Array | undefined>
  /** All that are stored, by name. */
  listClassifiers(): Promise<ClassifierRecord[]>
  /** The jobs that are queued or running and make a classifier, by its name. */
  listTrainings(): Promise<ReadonlyMap<string, Job>>
  /** The job that is queued or running and makes this classifier. */
  trainingOf(name: string): Promise<Job | undefined>
  /** Removes a classifier, unless a job that is queued or running needs it. */
  removeClassifier(name: string): Promise<'removed' | 'absent' | 'in-use'>
  /** What an owner has used of each quota, at this time (RFC 3339, UTC). */
  usage(owner: string, now: string): Promise<Usage>
  /** Reads all jobs' rows, but neither their specs, logs nor results. */
  census(): Promise<StoreCensus>
  /** Throws when the store cannot be written to. */
  probe(): Promise<void>
  close(): Promise<void>
}

/** A store that one process has for itself, and whose jobs that process runs. */
export interface EmbeddedStore extends JobStore {
  /**
   * Of the queued jobs that can begin, the next becomes running; undefined when none can. What is more urgent goes first,
   * and what is equally urgent in turns, which are dealt out as jobs are added (start-time fair queueing): an owner's
   * job comes one turn after that owner's last one that waits, or after the latest turn that was taken. So while two
   * owners have jobs waiting that can begin, neither gets more than two further ahead. What is nobody's counts as one
   * owner's.
   *
   * A job that needs a classifier cannot begin for as long as a job that was added before it, and has not ended, is to
   * make that classifier; one whose kind is at its limit (`atLimit`), not either. Others overtake them,
   * and they keep their turns.
   */
  claim(now: string, atLimit?: ReadonlySet<string>): Promise<ClaimedJob | undefined>
  /** Every job that is running goes back into the queue: called at the start, when no worker can have one. */
  releaseAll(): Promise<string[]>
  /** A queued job becomes cancelled; false when it was not queued. */
  cancelQueued(id: string, now: string): Promise<boolean>
  /**
   * Copies the whole store into a new file, as it is at one moment; it goes on serving meanwhile. Throws `StoreFull`,
   * and when the store is closed before the end; then there is no file.
   */
  backup(file: string): Promise<void>
}

/** A job that waits in a shared store until it is handed to whatever deals jobs out to the workers. */
export interface UndealtJob {
  readonly id: string
  readonly kind: string
  /** What is lower goes first: by urgency, then by the fair turn of its owner. From 1 to 2 097 151. */
  readonly priority: number
}

/** What a job is claimed for: to be run as a whole, or for one of the parts that any number of workers run at once. */
export type ClaimRole = 'whole' | 'part'

/** A store that any number of processes share: some take jobs, others run them. */
export interface SharedStore extends JobStore {
  /** At most so many jobs that can begin and have not been dealt out; those that were added first come first. */
  undealt(limit: number): Promise<UndealtJob[]>
  /** Notes that a job has been dealt out: it is not among the undealt any more. */
  dealt(id: string): Promise<void>
  /**
   * For a worker that a job was dealt to. As a whole, a queued job becomes running, and one that is running is taken
   * over from a worker that is thought dead, either way as its next attempt. For a part, a queued job becomes running as
   * its next attempt, and one that is running goes on as it is. Undefined when it has ended or is gone;
   * 'later' when `mostRunning` jobs of its kind run already and it would be one more.
   */
  claim(
    id: string,
    role: ClaimRole,
    now: string,
    mostRunning: number | null,
  ): Promise<ClaimedJob | 'later' | undefined>
  /** A queued or running job becomes cancelled; false when it was neither. Its attempt is over then. */
  cancel(id: string, now: string): Promise<boolean>
}
