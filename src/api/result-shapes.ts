import type { Static, TSchema } from 'typebox'
import type { EnsembleResult } from './schemas/ensemble.ts'
import type { CocktailResult, GradientDescentResult, PerturbationResult } from './schemas/results.ts'
import type {
  AntagonismResult,
  BoundarySurfaceResult,
  CertificateResult,
  CriticalPointsResult,
  DoseResponseResult,
  LandscapeResult,
  PhaseDiagramResult,
} from './schemas/simulation-results.ts'
import type { TimeCourseResult } from './schemas/time-course.ts'

/** What the figures and tables of a kind read of its result, by the names of its fields. */
type Of<Schema extends TSchema, Fields extends keyof Static<Schema>> = Pick<Static<Schema>, Fields>

export type DescentShape = Static<typeof GradientDescentResult>

/** Of every attack of given sizes. */
export type PerturbationShape = Static<typeof PerturbationResult>

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
export type LandscapeShape = Of<typeof LandscapeResult, 'threshold' | 'x' | 'y' | 'origin'>

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
