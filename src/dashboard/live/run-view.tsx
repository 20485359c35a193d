import { useCallback, useMemo, useReducer } from 'preact/hooks'
import { formatNumber } from '../../look/numbers.ts'
import { type Catalogue, isCellAttack } from '../attack/draft.ts'
import { jobPage } from '../pages.ts'
import { ServiceProblem } from '../service/client.ts'
import { ErrorNotice } from '../ui/notice.tsx'
import { Outcome } from './outcome.tsx'
import type { Run } from './run.ts'
import { RunCharts } from './run-charts.tsx'
import { RunHead } from './run-head.tsx'
import { useFrame } from './use-frame.ts'

/** An attack on a cell as it happens, and afterwards what became of it. */
export function RunView({ run, catalogue }: { readonly run: Run; readonly catalogue: Catalogue }) {
  const [, count] = useReducer((news: number, _: undefined) => news + 1, 0)
  // One and the same function, or every picture would ask for the next one.
  const refresh = useCallback(() => count(undefined), [])
  const observe = useMemo(() => run.observe.bind(run), [run])
  useFrame(observe, refresh)

  const { job, connection, error, certificate } = run
  if (connection === 'removed') {
    return (
      <div class="notice warning" role="alert">
        <strong>This job is no longer there</strong>
        <p>It was deleted, or the address names another service’s. Start a new attack beside it.</p>
      </div>
    )
  }
  const spec: unknown = job?.spec
  const attack = isCellAttack(spec, catalogue) ? spec : null
  if (job !== null && attack === null) {
    return (
      <div class="notice warning" role="alert">
        <strong>This job is no attack on the ligands of a cell</strong>
        <p>
          It cannot be watched here. <a href={jobPage(job.id)}>Look at the job</a>, or start a new attack
          beside it.
        </p>
      </div>
    )
  }
  return (
    <section class="stack" aria-label="The attack">
      <RunHead run={run} />
      {error !== null && <ErrorNotice error={error} />}
      {job?.status === 'failed' && (
        <ErrorNotice
          error={new ServiceProblem(job.error?.detail ?? 'The job failed without a reason.', job.error)}
        >
          <p>
            Change what it names and start it again, or <a href={jobPage(job.id)}>look at the job</a>.
          </p>
        </ErrorNotice>
      )}
      <Outcome run={run} />
      {job !== null && attack !== null && (
        <RunCharts run={run} job={job} spec={attack} catalogue={catalogue} />
      )}
      {certificate && <Certificate {...certificate} />}
    </section>
  )
}

function Certificate({ crossable, minimumOutput, exact }: NonNullable<Run['certificate']>) {
  const least = formatNumber(minimumOutput)
  return (
    <p class="small">
      <strong>Certificate:</strong>{' '}
      {crossable
        ? `attacks on the free ligands may silence this cell: ${exact ? 'the least output they can reach' : 'a lower bound of its output'} is ${least}.`
        : `no attack that keeps the free ligands below τc can silence this cell: its output stays at or above ${least}.`}
    </p>
  )
}
