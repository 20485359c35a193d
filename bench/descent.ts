import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { certify } from '../src/core/attacks/descent-certificate.ts'
import {
  DESCENT_DEFAULTS,
  type DescentResult,
  gradientDescent,
} from '../src/core/attacks/gradient-descent.ts'
import { LigandBins, layOutBins } from '../src/core/attacks/ligand-bins.ts'
import { adaptiveProofreading } from '../src/core/cells/adaptive-proofreading.ts'
import { median, report } from './statistics.ts'

const CRITICAL_BINDING_TIME = 3
const RUNS = 5

/** The descent beside the numpy program, on the same ligands, one thread each; and the certificate. */
export async function benchDescent(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'antagon-bench-'))
  const file = join(folder, 'binding-times.f64')
  try {
    for (const [N, m] of [
      [4, 3],
      [5, 3],
    ] as const) {
      const numpy = JSON.parse(
        execFileSync('python3', [join(import.meta.dirname, 'numpy_descent.py'), String(N), String(m), file], {
          encoding: 'utf8',
        }),
      ) as { iterations: number; seconds: number }
      const bindingTimes = new Float64Array(Uint8Array.from(readFileSync(file)).buffer)
      const runs = Array.from({ length: RUNS }, () => timed(() => descend(N, m, bindingTimes)))
      const seconds = median(runs.map((run) => run.seconds))
      report(`descent (${N}, ${m}), 77 000 ligands`, {
        'numpy s': numpy.seconds,
        's (median of 5)': seconds,
        'numpy/ours': numpy.seconds / seconds,
        'iterations numpy': numpy.iterations,
        'iterations ours': runs[0]!.value.iterations,
      })
    }
    benchCertificate(new Float64Array(Uint8Array.from(readFileSync(file)).buffer))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function benchCertificate(bindingTimes: Float64Array): void {
  const model = adaptiveProofreading({ N: 5, m: 4, criticalBindingTime: CRITICAL_BINDING_TIME })
  const { binWidth } = DESCENT_DEFAULTS
  const bins = new LigandBins(bindingTimes, layOutBins(bindingTimes, binWidth, CRITICAL_BINDING_TIME, ''))
  const runs = Array.from({ length: 200 }, () => timed(() => certify(model, bindingTimes, bins)))
  report('certificate (5, 4), 77 000 ligands', {
    'first ms': 1000 * runs[0]!.seconds,
    'median ms': 1000 * median(runs.map((run) => run.seconds)),
    'least output': runs[0]!.value.minimumOutput.toFixed(5),
  })
}

function descend(N: number, m: number, bindingTimes: Float64Array): DescentResult {
  const model = adaptiveProofreading({ N, m, criticalBindingTime: CRITICAL_BINDING_TIME })
  const descent = gradientDescent(model, bindingTimes, DESCENT_DEFAULTS, { seed: 1 })
  for (;;) {
    const { done, value } = descent.next()
    if (done) return value
  }
}

function timed<T>(work: () => T): { seconds: number; value: T } {
  const began = performance.now()
  const value = work()
  return { seconds: (performance.now() - began) / 1000, value }
}
