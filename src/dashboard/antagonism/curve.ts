import type { Static } from 'typebox'
import type { CriticalPointsResult } from '../../api/schemas/simulation-results.ts'

/** The output over the binding time τ2 (s) of the antagonists. */
export interface Curve {
  readonly bindingTimes: readonly number[]
  readonly outputs: readonly number[]
  /** Output of the agonist alone. */
  readonly alone: number
  readonly threshold: number
  readonly criticalBindingTime: number
}

/** What the search for critical points finds, and the outputs at the inflections. */
export interface CriticalPoints extends Static<typeof CriticalPointsResult> {
  readonly inflectionOutputs: readonly number[]
}
