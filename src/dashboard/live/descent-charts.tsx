import { useCallback, useEffect, useRef } from 'preact/hooks'
import { COLOUR } from '../../look/colours.ts'
import { LIGAND_COLOUR, LIGAND_ROLES } from '../../look/ligands.ts'
import { Legend } from '../charts/legend.tsx'
import { type ChartData, type ChartOptions, LineChart } from '../charts/line-chart.ts'
import { ROLE_LEGEND } from '../charts/role-legend.ts'
import type { CellFacts } from './cell-facts.ts'
import { histogramData } from './histogram.ts'
import { drawPicture, pictureOfSpec } from './picture.ts'
import type { Playback } from './playback.ts'
import type { Run } from './run.ts'
import { useFrame } from './use-frame.ts'

const HEIGHT = 270

interface Shown {
  readonly run: Run
  readonly playback: Playback
  readonly cell: CellFacts
  /** Width of a bin, in s. */
  readonly binWidth: number
}

/** Output against iteration, the histogram of binding times and the ligands as a picture, drawn as frames come. */
export function DescentCharts({ run, playback, cell, binWidth }: Shown) {
  const [trajectory, histogram] = [useRef<HTMLDivElement>(null), useRef<HTMLDivElement>(null)]
  const [before, now] = [useRef<HTMLCanvasElement>(null), useRef<HTMLCanvasElement>(null)]
  const [pictures, caption] = [useRef<HTMLDivElement>(null), useRef<HTMLElement>(null)]
  const charts = useRef<{ readonly lines: LineChart; readonly bars: LineChart }>(undefined)
  const drawn = useRef<{ before?: string; now?: string }>({})

  useEffect(() => {
    const made = {
      lines: new LineChart(trajectory.current!, trajectoryOptions(cell), [
        [1, 10],
        [null, null],
      ]),
      bars: new LineChart(histogram.current!, histogramOptions(cell), [[0, 1], ...EMPTY_BARS]),
    }
    charts.current = made
    return () => {
      charts.current = undefined
      made.lines.destroy()
      made.bars.destroy()
    }
  }, [run, cell])

  const draw = useCallback(() => {
    const { history } = run
    const iteration = playback.chosen ?? Number.POSITIVE_INFINITY
    const moment = history.at(iteration)
    if (charts.current === undefined || moment === undefined) return
    charts.current.lines.setData(trajectoryData(run), guidesOf(cell, playback.chosen))
    charts.current.bars.setData(barsOf(history.moments[0]!.counts, moment.counts, binWidth, cell))
    const picture = history.pictureAt(iteration)
    // A picture that was asked for may come when the page has been left.
    if (picture === undefined || pictures.current === null) return
    pictures.current.hidden = false
    const size = run.job === null ? null : pictureOfSpec(run.job.spec)
    const first = history.pictures[0]!
    if (drawn.current.before !== first.bytes) drawPicture(before.current!, first.bytes, size)
    if (drawn.current.now !== picture.bytes) drawPicture(now.current!, picture.bytes, size)
    drawn.current = { before: first.bytes, now: picture.bytes }
    caption.current!.textContent = `iteration ${picture.iteration}`
  }, [run, playback, cell, binWidth])

  const observe = useCallback(
    (listener: () => void) => {
      const stops = [run.observe(listener), playback.observe(listener)]
      return () => {
        for (const stop of stops) stop()
      }
    },
    [run, playback],
  )
  useFrame(observe, draw)

  return (
    <div class="live-charts">
      <figure class="stack">
        <h2>Output against iteration</h2>
        <div
          class="chart"
          role="img"
          aria-label="The cell's output against the iteration of the descent, with its threshold"
          ref={trajectory}
        />
      </figure>
      <figure class="stack">
        <h2>Binding times of the ligands</h2>
        <div
          class="chart"
          role="img"
          aria-label="Histogram of the ligands' binding times, with the critical one"
          ref={histogram}
        />
        <Legend entries={ROLE_LEGEND} />
      </figure>
      <div class="immune-pictures" hidden ref={pictures}>
        <h2>The ligands as a picture</h2>
        <div class="row">
          <figure>
            <canvas
              class="pixels"
              role="img"
              aria-label="The ligands before the attack, one a pixel, brighter where they bind longer"
              ref={before}
            />
            <figcaption>before</figcaption>
          </figure>
          <figure>
            <canvas class="pixels" role="img" aria-label="The ligands at the iteration looked at" ref={now} />
            <figcaption ref={caption} />
          </figure>
        </div>
        <p class="hint">One ligand a pixel; the brighter, the longer it binds.</p>
      </div>
    </div>
  )
}

const EMPTY_BARS = [0, 1, 2, 3].map(() => [null, null])

function trajectoryOptions(cell: CellFacts): ChartOptions {
  return {
    x: { label: 'iteration k + 1', log: true },
    y: { label: 'output T', including: [cell.threshold] },
    series: [{ label: 'T', colour: COLOUR.blue }],
    guides: guidesOf(cell, null),
    height: HEIGHT,
  }
}

function guidesOf({ threshold }: CellFacts, iteration: number | null) {
  const level = {
    axis: 'y',
    value: threshold,
    label: 'threshold',
    colour: COLOUR.vermilion,
    labelled: 'left',
  } as const
  if (iteration === null) return [level]
  return [level, { axis: 'x', value: iteration + 1, label: '', colour: COLOUR.grey } as const]
}

function trajectoryData({ history, result }: Run): ChartData {
  // Once it has ended the service tells the whole trajectory; until then what has come of it.
  const iterations = result?.trajectory.iteration ?? history.moments.map(({ iteration }) => iteration)
  const outputs = result?.trajectory.output ?? history.moments.map(({ output }) => output)
  return [iterations.map((iteration) => iteration + 1), outputs]
}

function histogramOptions({ criticalBindingTime }: CellFacts): ChartOptions {
  return {
    x: { label: 'binding time τ (s)', including: [0], floor: 0 },
    y: { label: 'ligands', including: [0], floor: 0 },
    series: [
      ...LIGAND_ROLES.map((role) => ({ label: role, colour: LIGAND_COLOUR[role], shape: 'bars' as const })),
      { label: 'before', colour: COLOUR.grey, shape: 'steps' },
    ],
    guides: [{ axis: 'x', value: criticalBindingTime, label: 'τc', colour: COLOUR.vermilion }],
    height: HEIGHT,
  }
}

function barsOf(
  first: readonly number[],
  counts: readonly number[],
  binWidth: number,
  cell: CellFacts,
): ChartData {
  const [edges, ...roles] = histogramData(counts, binWidth, cell.criticalBindingTime)
  const [firstEdges, ...before] = histogramData(first, binWidth, cell.criticalBindingTime)
  const outline = Array.from(
    firstEdges,
    (_, i) => before.map((series) => series[i]).find((value) => value != null) ?? 0,
  )
  return [edges, ...roles, Array.from(edges, (_, i) => outline[i] ?? 0)]
}
