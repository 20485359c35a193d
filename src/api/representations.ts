import type { Static } from 'typebox'
import { encodeGreyPng } from '../data/png.ts'
import type { Job } from '../jobs/job.ts'
import { bindingTimesName } from '../jobs/kinds/gradient-descent.ts'
import { buildCell } from '../jobs/models.ts'
import type { GradientDescentSpec } from '../jobs/specs/gradient-descent.ts'
import type { JobStore } from '../jobs/store.ts'
import { type DescentFigureData, descentFigure } from './figures.ts'
import { Problem, wrongShape } from './problems.ts'
import type { PerturbationResult } from './schemas/results.ts'

/** A result that was stored, and what is asked of it. */
export interface StoredResult {
  readonly store: JobStore
  readonly job: Job
  /** JSON. */
  readonly summary: string
  /** Of the binding times: at this iteration, or the final ones. */
  readonly iteration: number | undefined
}

/** The summary of a descent, as far as it is used here. */
interface DescentSummary extends Pick<DescentFigureData, 'trajectory' | 'histogram'> {
  readonly outcome: string
  readonly snapshots: readonly number[]
  readonly picture: { readonly width: number; readonly height: number } | null
}

type PerturbationSummary = Static<typeof PerturbationResult>

type Represent = (result: StoredResult) => Promise<string | Uint8Array>

const PERTURBATION: Readonly<Record<string, Represent>> = {
  'application/json': async ({ summary }) => summary,
  'text/csv': async ({ summary }) => perturbationCsv(JSON.parse(summary) as PerturbationSummary),
  'application/octet-stream': attacked,
}

/** The media types of each kind's result, the first of them when a client takes anything. */
const REPRESENTATIONS: Readonly<Record<string, Readonly<Record<string, Represent>>>> = {
  'gradient-descent': {
    'application/json': async ({ summary }) => summary,
    'text/csv': async ({ summary }) => trajectoryCsv(JSON.parse(summary) as DescentSummary),
    'image/svg+xml': async ({ job, summary }) => descentSvg(job, JSON.parse(summary) as DescentSummary),
    'application/octet-stream': bindingTimes,
    'image/png': picture,
  },
  fgsm: PERTURBATION,
  'iterative-fgsm': PERTURBATION,
}

/** What `?iteration=` can be asked of: the binding times, and the picture made of them. */
const BY_ITERATION = new Set(['application/octet-stream', 'image/png'])

/** The media types in which a kind's result is to be had. */
export function mediaTypesOf(kind: string): string[] {
  return Object.keys(REPRESENTATIONS[kind] ?? {})
}

/** The result in one of its kind's media types. Throws a `Problem` for what this one does not have. */
export async function represent(result: StoredResult, mediaType: string): Promise<string | Uint8Array> {
  const { iteration, job } = result
  if (iteration !== undefined && !(job.kind === 'gradient-descent' && BY_ITERATION.has(mediaType))) {
    throw wrongShape(
      '/iteration',
      'is for the binding times or the picture of a descent',
      `?iteration= is for the binding times or the picture of a descent, not for ${mediaType} of ${job.kind}`,
    )
  }
  return REPRESENTATIONS[job.kind]![mediaType]!(result)
}

async function bindingTimes({ store, job, summary, iteration }: StoredResult): Promise<Uint8Array> {
  const bytes = await store.resultArray(job.id, bindingTimesName(iteration))
  if (bytes !== undefined) return bytes
  const { snapshots } = JSON.parse(summary) as DescentSummary
  const kept = snapshots.length === 0 ? 'none were' : `those of ${snapshots.join(', ')} were`
  throw new Problem(404, {
    code: 'no-such-snapshot',
    detail: `the binding times at iteration ${iteration} were not kept, ${kept}; name them in options.snapshotIterations`,
  })
}

async function attacked({ store, job }: StoredResult): Promise<Uint8Array> {
  const bytes = await store.resultArray(job.id, 'attacked')
  if (bytes === undefined) throw new Error(`job ${job.id} has no attacked mixtures`)
  return bytes
}

/**
 * The picture whose pixels the ligands are: black is a binding time of 0 s, white the upper edge of the last bin at the
 * start, the same for every iteration; longer ones are white too.
 */
async function picture(result: StoredResult): Promise<Uint8Array> {
  const { picture: size, histogram } = JSON.parse(result.summary) as DescentSummary
  if (size === null) {
    throw new Problem(406, {
      code: 'not-acceptable',
      detail: 'the ligands of this job did not come from a picture',
    })
  }
  const bytes = await bindingTimes(result)
  // A copy, since the bytes need not be aligned for 64-bit numbers.
  const times = new Float64Array(Uint8Array.from(bytes).buffer)
  const longest = histogram.binWidth * histogram.initialCounts.length
  const pixels = Uint8Array.from(times, (tau) => Math.min(255, Math.round((255 * tau) / longest)))
  return encodeGreyPng({ ...size, pixels })
}

function perturbationCsv({
  epsilon,
  output,
  responds,
  norms,
  control,
  certificate,
}: PerturbationSummary): string {
  const rows = epsilon.map((size, i) => {
    const { linf, l2, l0 } = norms[i]!
    return [
      size,
      output.attacked[i],
      responds.attacked[i],
      linf,
      l2,
      l0,
      control.output[i],
      certificate?.minimumOutput[i],
    ]
  })
  return csv(['epsilon', 'output', 'responds', 'linf', 'l2', 'l0', 'controlOutput', 'minimumOutput'], rows)
}

/** RFC 4180, numbers and booleans only. */
function csv(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [head, ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}

function trajectoryCsv({ trajectory: { iteration, output } }: DescentSummary): string {
  return csv(
    ['iteration', 'output'],
    iteration.map((k, i) => [k, output[i]]),
  )
}

function descentSvg({ spec }: Job, { outcome, trajectory, histogram }: DescentSummary): string {
  const { target } = spec as unknown as GradientDescentSpec
  const { threshold, criticalBindingTime } = buildCell(target)
  const { N, m } = target.parameters
  const title = `Gradient descent on a cell with (N, m) = (${N}, ${m}): ${outcome} after ${trajectory.iteration.at(-1)} iterations`
  return descentFigure({ title, threshold, criticalBindingTime, trajectory, histogram })
}
