import type { Static } from 'typebox'
import type { DigitAttackResult } from '../src/api/schemas/digit-results.ts'
import { summaryOf } from './ready-made-runs.ts'

type Result = Static<typeof DigitAttackResult>

/** ε of the table of the defence. */
export const EPSILON = 0.2

/**
 * Accuracies on all test images of threes and sevens that an independent run got with another library (Adam, five
 * epochs): clean, and at ε = 0.2 under the class-mean attack, FGSM, and PGD of forty steps from one random start.
 */
export const INDEPENDENT = [
  { name: 'mlp-plain', clean: 0.984, classMean: 0.07, fgsm: 0.01, pgd: 0.01 },
  { name: 'mlp-hill-2', clean: 0.983, classMean: 0.22, fgsm: 0.93, pgd: 0.4 },
  { name: 'mlp-hill-5', clean: 0.984, classMean: 0.95, fgsm: 0.93, pgd: 0.92 },
  { name: 'mlp-hill-10', clean: 0.985, classMean: 0.96, fgsm: 0.94, pgd: 0.94 },
] as const

/** An attack on all test images, or on the first `count`. */
export function attacked(
  kind: string,
  classifier: string,
  options: object,
  { count, bounds }: { count?: number; bounds?: object } = {},
): Result {
  const digits = { examples: 0, ...(count !== undefined && { count }) }
  return summaryOf<Result>({ kind, target: { classifier }, digits, options, ...(bounds && { bounds }) })
}
