import { useEffect, useMemo } from 'preact/hooks'
import { optionsSchema } from '../attack/attack-methods.ts'
import type { AttackSpec, Catalogue } from '../attack/draft.ts'
import { prefersStillness } from '../charts/theme.ts'
import type { Job } from '../service/client.ts'
import { WhenLoaded } from '../ui/loading.tsx'
import { hasEnded } from '../ui/use-job.ts'
import { useLoaded } from '../ui/use-loaded.ts'
import { loadCellFacts } from './cell-facts.ts'
import { DescentCharts } from './descent-charts.tsx'
import { Playback } from './playback.ts'
import { PlaybackControls } from './playback-controls.tsx'
import type { Run } from './run.ts'
import { SizesChart } from './sizes-chart.tsx'

/** A descent that is over sooner than this, in ms, is played once, since nobody could have seen it. */
const TOO_QUICK_MS = 3000

/** What the frames of an attack on a cell show, with what the cell decides by. */
export function RunCharts({
  run,
  job,
  spec,
  catalogue,
}: {
  readonly run: Run
  readonly job: Job
  readonly spec: AttackSpec
  readonly catalogue: Catalogue
}) {
  const playback = useMemo(() => new Playback(run.history), [run])
  useEffect(() => () => playback.leave(), [playback])
  const [cell, again] = useLoaded(JSON.stringify(spec.target), (signal) =>
    loadCellFacts(spec.target, catalogue.models, signal),
  )
  const isDescent = job.kind === 'gradient-descent'
  const wasQuick = isDescent && isFresh(job)
  useEffect(() => {
    if (wasQuick && !prefersStillness()) playback.play()
  }, [wasQuick, playback])
  return (
    <WhenLoaded loaded={cell} what="the cell" again={again}>
      {(facts) =>
        isDescent ? (
          <>
            <PlaybackControls run={run} playback={playback} />
            <DescentCharts
              run={run}
              playback={playback}
              cell={facts}
              binWidth={binWidthOf(spec, catalogue)}
            />
          </>
        ) : (
          <SizesChart frames={run.sizes} threshold={facts.threshold} waiting={!hasEnded(job)} />
        )
      }
    </WhenLoaded>
  )
}

/** Whether a job took so short a time, and is so new, that whoever started it is looking but saw nothing. */
function isFresh({ createdAt, finishedAt }: Job): boolean {
  if (finishedAt === null) return false
  const [created, finished] = [Date.parse(createdAt), Date.parse(finishedAt)]
  return finished - created < TOO_QUICK_MS && Date.now() - finished < 2 * TOO_QUICK_MS
}

/** Width of a bin of the histogram, in s. */
function binWidthOf({ kind, options }: AttackSpec, { methods }: Catalogue): number {
  return Number(options?.binWidth ?? optionsSchema(methods, kind).properties?.binWidth?.default)
}
