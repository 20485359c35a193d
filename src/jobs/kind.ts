import type { TSchema } from 'typebox'
import type { Network } from '../core/digits/network.ts'
import type { Classifier, ClassifierHead, ClassifierShape } from './classifier.ts'
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
  /** What a training makes; it is stored together with the result. */
  readonly classifier?: {
    readonly labels: readonly [number, number]
    readonly network: Network
    readonly metrics: object
  }
}

/** What a job, or a part of one, is run with besides its spec. */
export interface PartSetting {
  readonly seed: number
  readonly shouldStop: () => boolean
  /** One of the classifiers that the kind said the job needs. Throws `InvalidInput` for another. */
  readonly classifier: (name: string) => Classifier
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

/** What a kind of job is about; a spec whose target is a classifier is about digits. */
export type JobSubject = 'cell' | 'digits'

/** A classifier that a job needs, and where its spec says so, as a JSON pointer. */
export interface NeededClassifier {
  readonly name: string
  readonly path: string
}

/** What is known, when a job is submitted, of the classifiers that it needs: by name. */
export type ClassifierHeads = ReadonlyMap<string, ClassifierHead>

/**
 * What the rest of the service needs to know of any kind of job.
 *
 * `Spec` is the type of a body that `spec` accepts.
 */
interface KindDescription<Spec> {
  /** Two kinds may share one, if one is about cells and the other about digits. */
  readonly name: string
  readonly subject?: JobSubject
  readonly type: JobType
  readonly title: string
  readonly source: string
  /** Schema of the whole body. */
  readonly spec: TSchema
  /** In words, for people; `cost` computes it. */
  readonly costFormula: string
  cost(spec: Spec, classifiers: ClassifierHeads): number
  /** In words, for people; `memory` computes it. */
  readonly memoryFormula: string
  /** Bytes that one worker holds for the job at the most: for its greatest part, or its join. */
  memory(spec: Spec, classifiers: ClassifierHeads): number
  /** Refuses a spec that its schema accepts but that has no meaning. Throws `InvalidInput`, paths into the spec. */
  check(spec: Spec, seed: number, classifiers: ClassifierHeads): void
  /** The classifiers that a job needs: it waits for those that are still being trained. */
  classifiers?(spec: Spec): readonly NeededClassifier[]
  /** Of a training: what it will make, but for its name and its weights. */
  shape?(spec: Spec): ClassifierShape
  /** Of a training: the name that it asks for, at /name; without one the classifier is named after the job. */
  makes?(spec: Spec): string | null | undefined
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
