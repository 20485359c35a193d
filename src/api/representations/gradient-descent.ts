import { encodeGreyPng } from '../../data/png.ts'
import { bindingTimeBytes, bindingTimesName } from '../../jobs/kinds/gradient-descent.ts'
import { buildCell } from '../../jobs/models.ts'
import type { GradientDescentSpec } from '../../jobs/specs/gradient-descent.ts'
import { Problem } from '../problems.ts'
import type { DescentShape } from '../result-shapes.ts'
import { csv } from './csv.ts'
import { numbersOf, type Representations, type StoredResult, summaryOf } from './representation.ts'
import { titleOf } from './title.ts'

export const GRADIENT_DESCENT: Representations = {
  'application/json': async ({ summary }) => summary,
  'text/csv': async (result) => trajectoryCsv(summaryOf(result)),
  'image/svg+xml': descentSvg,
  'application/octet-stream': bindingTimes,
  'image/png': picture,
}

/** What `?iteration=` can be asked of: the binding times, and the picture made of them. */
export const BY_ITERATION: ReadonlySet<string> = new Set(['application/octet-stream', 'image/png'])

/** A row for each iteration whose output was kept. */
export function trajectoryCsv({ trajectory: { iteration, output } }: DescentShape): string {
  return csv(
    ['iteration', 'output'],
    iteration.map((k, i) => [k, output[i]]),
  )
}

async function descentSvg(result: StoredResult): Promise<string> {
  const { outcome, iterations, trajectory, histogram } = summaryOf<DescentShape>(result)
  const { target } = result.job.spec as unknown as GradientDescentSpec
  const { threshold, criticalBindingTime } = buildCell(target)
  const title = `${titleOf('Gradient descent', result.job)}: ${outcome} after ${iterations} iterations`
  const { descentFigure } = await import('../figures/descent.ts')
  return descentFigure(title, { trajectory, histogram, threshold, criticalBindingTime })
}

async function bindingTimes({ store, job, summary, iteration }: StoredResult): Promise<Uint8Array> {
  const bytes = await store.resultArray(job.id, bindingTimesName(iteration))
  if (bytes !== undefined) return bytes
  const { snapshots } = JSON.parse(summary) as DescentShape
  const kept = snapshots.length === 0 ? 'none were' : `those of ${snapshots.join(', ')} were`
  throw new Problem(404, {
    code: 'no-such-snapshot',
    detail: `the binding times at iteration ${iteration} were not kept, ${kept}; name them in options.snapshotIterations`,
  })
}

/**
 * The picture whose pixels the ligands are: black is a binding time of 0 s, white the upper edge of the last bin at the
 * start, the same for every iteration; longer ones are white too.
 */
async function picture(result: StoredResult): Promise<Uint8Array> {
  const { picture: size, histogram } = summaryOf<DescentShape>(result)
  if (size === null) {
    throw new Problem(406, {
      code: 'not-acceptable',
      detail: 'the ligands of this job did not come from a picture',
    })
  }
  const times = numbersOf(await bindingTimes(result))
  const longest = histogram.binWidth * histogram.initialCounts.length
  return encodeGreyPng({ ...size, pixels: bindingTimeBytes(times, longest) })
}
