import type { SplitKind } from '../../src/jobs/kind.ts'
import { kindFor } from '../../src/jobs/kinds.ts'
import type { NewJob } from '../../src/jobs/store.ts'
import { longAntagonismSpec, slowAntagonismSpec } from '../antagonism.ts'
import { newJob } from '../new-jobs.ts'

/** Ten parts or more, a fraction of a second. */
export const MEDIUM = slowAntagonismSpec({ bindingTimes: 120, quantities: 100 })
export const MEDIUM_PARTS = partsOf(MEDIUM)
export const LONG = longAntagonismSpec()

export function partsOf(spec: Readonly<Record<string, unknown>>): number {
  return (kindFor('antagonism', spec) as SplitKind).parts(spec)
}

/** A job that is split, and told apart by its seed. */
export function splitJob(
  id: string,
  spec: Readonly<Record<string, unknown>> & { readonly seed: number },
): NewJob {
  return newJob(id, { type: 'simulation', kind: 'antagonism', seed: spec.seed, spec })
}
