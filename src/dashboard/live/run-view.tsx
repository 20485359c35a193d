import { useCallback, useEffect, useMemo, useReducer } from 'preact/hooks'
import { formatNumber } from '../../look/numbers.ts'
import { prefersStillness } from '../charts/theme.ts'
import type { CellModelEntry, CellTarget } from '../forms/cell.ts'
import { jobPage } from '../pages.ts'
import { WhenLoaded } from '../ui/loading.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { hasEnded } from '../ui/use-job.ts'
import { useLoaded } from '../ui/use-loaded.ts'
import { loadCellFacts } from './cell-facts.ts'
import { DescentCharts } from './descent-charts.tsx'
import { Outcome } from './outcome.tsx'
import { Playback } from './playback.ts'
import { PlaybackControls } from './playback-controls.tsx'
import type { Run } from './run.ts'
import { RunHead } from './run-head.tsx'
import { SizesChart } from './sizes-chart.tsx'
import { useFrame } from './use-frame.ts'

/** A descent that is over sooner than this, in ms, is played once, since nobody could have seen it. */
const TOO_QUICK_MS = 3000

/** An attack on a cell as it happens, and afterwards what became of it. */
export function RunView({
  run,
  models,
  binWidth,
}: {
  readonly run: Run
  readonly models: readonly CellModelEntry[]
  /** Width of a bin in s where the spec does not say. */
  readonly binWidth: number
}) {
  const [, count] = useReducer((news: number, _: undefined) => news + 1, 0)
  // One and the same function, or every picture would ask for the next one.
  const refresh = useCallback(() => count(undefined), [])
  const playback = useMemo(() => new Playback(run.history), [run])
  const observe = useMemo(() => run.observe.bind(run), [run])
  useFrame(observe, refresh)
  useEffect(() => () => playback.leave(), [playback])

  const { job, connection, error } = run
  const target = (job?.spec as { target?: CellTarget } | undefined)?.target
  const [cell, again] = useLoaded(target === undefined ? null : JSON.stringify(target), (signal) =>
    loadCellFacts(target!, models, signal),
  )
  const isDescent = job?.kind === 'gradient-descent'
  const wasQuick = job !== null && job.finishedAt !== null && isDescent && isFresh(job)
  useEffect(() => {
    if (wasQuick && !prefersStillness()) playback.play()
  }, [wasQuick, playback])

  if (connection === 'removed') {
    return (
      <div class="notice warning" role="alert">
        <strong>This job is no longer there</strong>
        <p>It was deleted, or the address names another service’s. Start a new attack beside it.</p>
      </div>
    )
  }
  return (
    <section class="stack" aria-label="The attack">
      <RunHead run={run} />
      {error !== null && <ErrorNotice error={error} />}
      {job?.status === 'failed' && (
        <ErrorNotice error={new Error(job.error?.detail ?? 'The job failed without a reason.')}>
          <p>
            Change what it names and start it again, or <a href={jobPage(job.id)}>look at the job</a>.
          </p>
        </ErrorNotice>
      )}
      {job !== null && <Outcome run={run} />}
      {job !== null && (
        <WhenLoaded loaded={cell} what="the cell" again={again}>
          {(facts) =>
            isDescent ? (
              <>
                <PlaybackControls run={run} playback={playback} />
                <DescentCharts
                  run={run}
                  playback={playback}
                  cell={facts}
                  binWidth={binWidthOf(job.spec, binWidth)}
                />
              </>
            ) : (
              <SizesChart frames={run.sizes} threshold={facts.threshold} waiting={!hasEnded(job)} />
            )
          }
        </WhenLoaded>
      )}
      {job !== null && run.certificate && <Certificate {...run.certificate} />}
    </section>
  )
}

/** Whether a job took so short a time, and is so new, that whoever started it is looking but saw nothing. */
function isFresh({
  createdAt,
  finishedAt,
}: {
  readonly createdAt: string
  readonly finishedAt: string | null
}) {
  const [created, finished] = [Date.parse(createdAt), Date.parse(finishedAt ?? '')]
  return finished - created < TOO_QUICK_MS && Date.now() - finished < 2 * TOO_QUICK_MS
}

function binWidthOf(spec: object, fallback: number): number {
  return (spec as { options?: { binWidth?: number } }).options?.binWidth ?? fallback
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
