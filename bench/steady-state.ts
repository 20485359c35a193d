import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Mixture } from '../src/core/cells/mixture.ts'
import { OT1_FIT, revisedAkpr } from '../src/core/cells/revised-akpr.ts'
import { median, report } from './statistics.ts'

/** Antagonists looked at in one go, as many as the scipy program looks at. */
const MIXTURES = 5000
const RUNS = 15

/**
 * Steady states of the revised AKPR model with the OT-1 fit and two kinds of ligand, beside the scipy program on the
 * same mixtures; and what the full gradient costs beside the value. One thread each.
 */
export async function benchSteadyState(): Promise<void> {
  const scipy = JSON.parse(
    execFileSync('python3', [join(import.meta.dirname, 'steady_state_scipy.py'), String(MIXTURES)], {
      encoding: 'utf8',
    }),
  ) as { microsecondsEach: number; leastFoldChange: number }
  const model = revisedAkpr(OT1_FIT)
  const agonist: Mixture = { bindingTimes: Float64Array.of(10), quantities: Float64Array.of(10) }
  const mixtures = Array.from({ length: MIXTURES }, (_, i) => ({
    bindingTimes: Float64Array.of(10, 0.2 + (7.8 * i) / (MIXTURES - 1)),
    quantities: Float64Array.of(10, 1000),
  }))
  let least = Number.POSITIVE_INFINITY
  // As the scipy program does: half of the evaluations are of the agonist alone.
  const foldChanges = () => {
    for (const mixture of mixtures) least = Math.min(least, model.output(mixture) / model.output(agonist))
  }
  const values = () => {
    for (const mixture of mixtures) model.output(mixture)
  }
  const gradients = () => {
    for (const mixture of mixtures) model.gradient(mixture)
  }
  const each = microsecondsEach(foldChanges, 2 * MIXTURES)
  report('revised AKPR, 1 and 2 kinds', {
    'scipy µs': scipy.microsecondsEach,
    'µs (median of 15)': each,
    'scipy/ours': scipy.microsecondsEach / each,
    'least FC scipy': scipy.leastFoldChange,
    'least FC ours': least,
  })
  const value = microsecondsEach(values, MIXTURES)
  const gradient = microsecondsEach(gradients, MIXTURES)
  report('revised AKPR, 2 kinds', {
    'value µs': value,
    'value and gradient µs': gradient,
    'gradient/value': gradient / value,
    'scipy/value': scipy.microsecondsEach / value,
  })
}

function microsecondsEach(work: () => void, evaluations: number): number {
  const seconds = Array.from({ length: RUNS }, () => {
    const began = performance.now()
    work()
    return (performance.now() - began) / 1000
  })
  return (1e6 * median(seconds)) / evaluations
}
