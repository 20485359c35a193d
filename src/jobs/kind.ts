import type { TSchema } from 'typebox'
import type { JobType } from './job.ts'
import type { ResultArrays } from './store.ts'

/** What a running job tells: a frame for its log, or that it may be left here and taken up again later. */
export type KindEvent =
  | {
      readonly type: 'frame'
      readonly data: object
      /** Share of the work done, 0 to 1. */
      readonly fraction: number
      readonly message: string
    }
  /** `checkpoint` gives what `resumeFrom` takes; it survives a structured clone. */
  | { readonly type: 'safe-point'; readonly checkpoint: () => unknown }

/** What a job ends with: JSON, large arrays beside it, and a closing sentence. */
export interface KindResult {
  readonly summary: object
  readonly arrays: ResultArrays
  readonly message: string
}

/** What a job, or a part of one, is run with besides its spec. */
export interface PartSetting {
  readonly seed: number
  readonly shouldStop: () => boolean
}

/** What a job that is run as a whole is run with besides its spec. */
export interface KindSetting extends PartSetting {
  readonly resumeFrom: unknown
}

/** What a part of a job comes to: a value for `join`, which survives a structured clone, and the part's one frame. */
export interface PartResult<Value = unknown> {
  readonly value: Value
  readonly frame: object
  readonly message: string
}

/**
 * What the rest of the service needs to know of any kind of job.
 *
 * `Spec` is the type of a body that `spec` accepts.
 */
interface KindDescription<Spec> {
  readonly name: string
  readonly type: JobType
  readonly title: string
  readonly source: string
  /** Schema of the whole body. */
  readonly spec: TSchema
  /** In words, for people; `cost` computes it. */
  readonly costFormula: string
  cost(spec: Spec): number
  /** Refuses a spec that its schema accepts but that has no meaning. Throws `InvalidInput`, paths into the spec. */
  check(spec: Spec, seed: number): void
}

/**
 * A kind of job that one worker runs from beginning to end. The same spec and seed must make the same events and the
 * same result, whatever the worker, and also when taken up from a checkpoint.
 */
export interface WholeKind<Spec = unknown> extends KindDescription<Spec> {
  readonly splits?: undefined
  run(spec: Spec, setting: KindSetting): Generator<KindEvent, KindResult, void>
}

/**
 * A kind of job whose parts run on any workers, in any order and at the same time. The same spec and seed must make
 * the same parts and the same result. A part that is asked to stop throws `Interrupted`, and is run anew later.
 */
export interface SplitKind<Spec = unknown, Value = unknown> extends KindDescription<Spec> {
  /** In words, for people: into what the job is split. */
  readonly splits: string
  /** How many parts there are, at least one; the spec alone decides. */
  parts(spec: Spec): number
  /** Runs one part, counted from 0. */
  runPart(spec: Spec, part: number, setting: PartSetting): PartResult<Value>
  /** Makes the result of the values of all parts, in their order; on a worker too. */
  join(spec: Spec, values: readonly Value[], setting: PartSetting): KindResult
}

/** A kind of job: everything that the rest of the service needs to know of it. */
export type Kind<Spec = unknown> = WholeKind<Spec> | SplitKind<Spec>
