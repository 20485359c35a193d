import type { DescentShape } from '../../api/result-shapes.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { Job } from '../service/client.ts'
import { hasCriticalPoint } from './table-cell.ts'

/** How the run of a cell is doing: a job's states, that it is not there any more, or that it is no run of this cell. */
export type RunState = 'loading' | Job['status'] | 'deleted' | 'other'

/** What is said of a run in its cell and beneath the table. */
export interface RunFacts {
  readonly state: RunState
  readonly iteration: number
  readonly result:
    | (Pick<DescentShape, 'outcome' | 'iterations'> & {
        readonly certificate: Pick<DescentShape['certificate'], 'crossable'>
      })
    | null
}

/** A count of iterations in words. */
export function iterationsText(iterations: number): string {
  return `${formatNumber(iterations, 8)} ${iterations === 1 ? 'iteration' : 'iterations'}`
}

/** How far a run has come and what became of it; null: it has not been started. */
export function runText(run: RunFacts | null): readonly [what: string, how: string] {
  if (run === null) return ['not run yet', '']
  const far = iterationsText(run.iteration)
  if (run.result !== null) return [far, run.result.outcome]
  if (run.state === 'running') return [far, 'running']
  if (run.state === 'queued') return ['waiting', '']
  if (run.state === 'other') return ['another job', '']
  if (run.state === 'cancelled' || run.state === 'failed') return [far, run.state]
  return [run.state === 'deleted' ? 'deleted' : 'loading', '']
}

/** Whether nothing more comes of a run. */
export function isOver(run: RunFacts): boolean {
  return run.state !== 'loading' && run.state !== 'queued' && run.state !== 'running'
}

/** Whether a run is over without a result. */
export function isLost(run: RunFacts): boolean {
  return isOver(run) && run.state !== 'succeeded'
}

/** What the runs of a table say together, those without a critical point and those with one. */
export function summary(runs: readonly (RunFacts & { readonly m: number })[]): string {
  const ended = runs.filter(({ result }) => result !== null)
  const [withOne, without] = [ended.filter(hasCriticalPoint), ended.filter((run) => !hasCriticalPoint(run))]
  const sentences = [
    ...(without.length > 0 ? [`Without a critical point (m ≤ 1) ${crossings(without)}.`] : []),
    ...(withOne.length > 0 ? [`With one (m > 1) ${crossings(withOne)}.`] : []),
    ...(ended.length < runs.length
      ? [`${runs.length - ended.length} of ${runs.length} did not finish.`]
      : []),
  ]
  return sentences.join(' ')
}

function crossings(runs: readonly RunFacts[]): string {
  const results = runs.map(({ result }) => result!)
  const iterations = results.filter(({ outcome }) => outcome === 'crossed').map((result) => result.iterations)
  const [all, crossed] = [results.length, iterations.length]
  const parts = [
    crossed === 0
      ? `none of ${all} runs crosses the boundary`
      : `${crossed === all ? `all ${all} runs cross` : `${crossed} of ${all} runs ${crossed === 1 ? 'crosses' : 'cross'}`} the boundary, after ${range(iterations)}`,
  ]
  const certified = results.filter(({ certificate }) => !certificate.crossable).length
  if (certified > 0) {
    parts.push(`for ${certified} the certificate says that no attack on the free ligands can`)
  }
  const open = results.filter(({ outcome, certificate }) => outcome === 'exhausted' && certificate.crossable)
  if (open.length > 0)
    parts.push(`for ${open.length} the iterations ran out, though the boundary can be reached`)
  return parts.join('; ')
}

function range(iterations: readonly number[]): string {
  const [least, most] = [Math.min(...iterations), Math.max(...iterations)]
  return least === most ? iterationsText(most) : `${formatNumber(least, 8)} to ${iterationsText(most)}`
}
