import type { Static, TSchema } from 'typebox'
import type {
  DigitCertificateResult,
  DigitFlatnessResult,
  DigitLandscapeResult,
  DigitWalkResult,
} from './schemas/digit-analyses.ts'
import type {
  DigitAttackResult,
  FewCoordinateDigitsResult,
  MinimalDigitsResult,
  RandomDigitsResult,
} from './schemas/digit-results.ts'
import type { EnsembleResult } from './schemas/ensemble.ts'
import type { FlatnessResult, LandscapeResult, WalkResult } from './schemas/landscapes.ts'
import type { CocktailResult, GradientDescentResult, PerturbationResult } from './schemas/results.ts'
import type { RobustnessMatrixResult } from './schemas/robustness-matrix.ts'
import type {
  AntagonismResult,
  BoundarySurfaceResult,
  CertificateResult,
  CriticalPointsResult,
  DoseResponseResult,
  PhaseDiagramResult,
} from './schemas/simulation-results.ts'
import type { TimeCourseResult } from './schemas/time-course.ts'
import type { DescentTrainingResult, PcaSvmTrainingResult } from './schemas/training-results.ts'

/** What the figures and tables of a kind read of its result, by the names of its fields. */
type Of<Schema extends TSchema, Fields extends keyof Static<Schema>> = Pick<Static<Schema>, Fields>

export type DescentShape = Static<typeof GradientDescentResult>

/** Of every attack of given sizes. */
export type PerturbationShape = Static<typeof PerturbationResult>

/** Of an attack on digits whose sizes were asked for; beside the pixels of its examples. */
export type SizedDigitsShape =
  | Static<typeof DigitAttackResult>
  | Static<typeof FewCoordinateDigitsResult>
  | Static<typeof RandomDigitsResult>

/** Of the smallest perturbations of digits; beside the pixels of its examples. */
export type SmallestDigitsShape = Static<typeof MinimalDigitsResult>

export type DigitAttackShape = SizedDigitsShape | SmallestDigitsShape

export type DescentTrainingShape = Static<typeof DescentTrainingResult>

export type PcaSvmTrainingShape = Static<typeof PcaSvmTrainingResult>

export type CocktailShape = Of<
  typeof CocktailResult,
  'threshold' | 'cocktail' | 'output' | 'control' | 'certificate'
>

/** Beside the field `foldChange` [quantity][bindingTime]. */
export type AntagonismShape = Omit<Static<typeof AntagonismResult>, 'foldChange'>

/** Beside the field `output` [bindingTime][quantity]. */
export type DoseResponseShape = Omit<Static<typeof DoseResponseResult>, 'output'>

export type CriticalPointsShape = Omit<Static<typeof CriticalPointsResult>, 'pullAtOrigin' | 'strongest'>

/** Beside the field `antagonistQuantity` [quantity][bindingTime]. */
export type BoundarySurfaceShape = Omit<Static<typeof BoundarySurfaceResult>, 'antagonistQuantity'>

/** Beside the field `output` [quantity][bindingTime]. */
export type PhaseDiagramShape = Omit<Static<typeof PhaseDiagramResult>, 'output'>

export type DecisionBoundaryShape = BoundarySurfaceShape | PhaseDiagramShape

export type CertificateShape = Of<
  typeof CertificateResult,
  'threshold' | 'minimumOutput' | 'exact' | 'reached' | 'initial'
>

/** Beside the field `output` [y][x]. */
export type LandscapeShape = Of<
  typeof LandscapeResult,
  'threshold' | 'x' | 'y' | 'origin' | 'corners' | 'outside'
>

export type WalkShape = Static<typeof WalkResult>

export type FlatnessShape = Static<typeof FlatnessResult>

/** Beside the field `output` [y][x]. */
export type DigitLandscapeShape = Of<
  typeof DigitLandscapeResult,
  'threshold' | 'x' | 'y' | 'origin' | 'corners' | 'outside'
>

export type DigitWalkShape = Static<typeof DigitWalkResult>

export type DigitFlatnessShape = Static<typeof DigitFlatnessResult>

export type DigitCertificateShape = Static<typeof DigitCertificateResult>

export type RobustnessMatrixShape = Static<typeof RobustnessMatrixResult>

export type TimeCourseShape = Of<
  typeof TimeCourseResult,
  'threshold' | 'time' | 'output' | 'feedback' | 'steady' | 'respondsFrom'
>

export type EnsembleConditionShape = Pick<
  Static<typeof EnsembleResult>['conditions'][number],
  'bindingTime' | 'quantity' | 'mean' | 'standardDeviation' | 'quantiles' | 'respondingFraction' | 'histogram'
>

export type EnsembleShape = Of<
  typeof EnsembleResult,
  'threshold' | 'time' | 'decisions' | 'roc' | 'mutualInformation'
> & { readonly conditions: readonly EnsembleConditionShape[] }
