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

/** What a job is run with besides its spec. */
export interface KindSetting {
  readonly seed: number
  readonly shouldStop: () => boolean
  readonly resumeFrom: unknown
}

/**
 * A kind of job: everything that the rest of the service needs to know of it.
 *
 * `Spec` is the type of a body that `spec` accepts. The same spec and seed must make the same events and the same
 * result, whatever the worker, and also when taken up from a checkpoint.
 */
export interface Kind<Spec = unknown> {
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
  run(spec: Spec, setting: KindSetting): Generator<KindEvent, KindResult, void>
}
