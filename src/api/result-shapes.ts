import type { Static } from 'typebox'
import type { GradientDescentResult, PerturbationResult } from './schemas/results.ts'

/**
 * Results as their figures and tables read them: the JSON summary of each kind. Large fields are arrays beside it; each
 * says in which order.
 */
export type DescentShape = Static<typeof GradientDescentResult>
export type PerturbationShape = Static<typeof PerturbationResult>

/** Ligands of one kind. */
export interface LigandShape {
  /** In s. */
  readonly bindingTime: number
  readonly quantity: number
}

/** `foldChange` [quantity][bindingTime]. */
export interface AntagonismShape {
  readonly threshold: number
  readonly agonist: LigandShape & { readonly output: number }
  readonly bindingTime: readonly number[]
  readonly quantity: readonly number[]
  readonly strongest: readonly (LigandShape & { readonly foldChange: number })[]
}

/** `output` [bindingTime][quantity]. */
export interface DoseResponseShape {
  readonly threshold: number
  readonly criticalBindingTime: number
  readonly bindingTime: readonly number[]
  readonly quantity: readonly number[]
}

export interface CriticalPointsShape {
  readonly threshold: number
  readonly criticalBindingTime: number
  readonly agonist: LigandShape
  readonly antagonist: { readonly quantity: number }
  readonly stationary: readonly {
    readonly bindingTime: number
    readonly output: number
    readonly type: 'minimum' | 'maximum'
  }[]
  readonly inflections: readonly number[]
  readonly criticalPointAtOrigin: boolean
  readonly regime: string
  readonly escape: string
  readonly curve: { readonly bindingTime: readonly number[]; readonly output: readonly number[] }
}

/**
 * `antagonistQuantity` [quantity][bindingTime]: how many antagonists silence the cell; Infinity where none up to
 * `greatestQuantity` do, 0 where the cell does not respond anyway.
 */
export interface BoundarySurfaceShape {
  readonly diagram: 'surface'
  readonly antagonist: { readonly bindingTime: number }
  readonly bindingTime: readonly number[]
  readonly quantity: readonly number[]
  readonly greatestQuantity: number
}

/** `output` [quantity][bindingTime]. */
export interface PhaseDiagramShape {
  readonly diagram: 'phase'
  readonly threshold: number
  readonly bindingTime: readonly number[]
  readonly quantity: readonly number[]
  /** For each quantity the binding time at which the output is at the threshold. */
  readonly boundary: readonly (number | null)[]
}

export type DecisionBoundaryShape = BoundarySurfaceShape | PhaseDiagramShape

export interface CertificateShape {
  readonly threshold: number
  readonly minimumOutput: number
  readonly exact: boolean
  readonly reached: { readonly output: number }
  readonly initial: number
}

export interface LandscapeAxisShape {
  readonly label: string
  readonly unit: string
  readonly values: readonly number[]
}

/** `output` [y][x]. */
export interface LandscapeShape {
  readonly threshold: number
  readonly x: LandscapeAxisShape
  readonly y: LandscapeAxisShape
  readonly origin?: { readonly x: number; readonly y: number }
}

export interface TimeCourseShape {
  readonly threshold: number
  /** In s. */
  readonly time: readonly number[]
  readonly output: readonly number[]
  readonly steady: number | null
  readonly series?: readonly { readonly label: string; readonly values: readonly number[] }[]
}

export interface EnsembleConditionShape extends LigandShape {
  /** Over the cells, at each time. */
  readonly mean: readonly number[]
  readonly standardDeviation: readonly number[]
  /** Of the output at the last time; `edges` has one entry more than `counts`. */
  readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] }
}

export interface EnsembleShape {
  readonly threshold: number
  /** In s. */
  readonly time: readonly number[]
  readonly conditions: readonly EnsembleConditionShape[]
  readonly roc: {
    readonly falsePositiveRate: readonly number[]
    readonly truePositiveRate: readonly number[]
    readonly area: number
  } | null
  readonly decisions: { readonly errorRate: number } | null
  readonly mutualInformation: { readonly bits: number } | null
}

export interface CocktailShape {
  readonly threshold: number
  readonly cocktail: readonly (LigandShape & { readonly name: string })[]
  readonly output: { readonly initial: number; readonly attacked: number }
  readonly control: { readonly output: number; readonly least: number }
  readonly certificate: { readonly minimumOutput: number } | null
}
