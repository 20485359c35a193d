import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { formatNumber } from '../../look/numbers.ts'
import { drawGuides, type Guide } from './guides.ts'
import { drawMarkers, type Marker } from './markers.ts'
import { type ChartTheme, onThemeChange, readTheme } from './theme.ts'

/** An axis: its label with the unit, and what it shows where that does not follow from the data. */
export interface ChartAxis {
  readonly label: string
  readonly log?: boolean
  readonly range?: readonly [least: number, greatest: number]
  /** Values that are shown whatever the data are: thresholds. */
  readonly including?: readonly number[]
  /** Nothing is shown below it: counts begin at 0. */
  readonly floor?: number
}

export interface ChartSeries {
  readonly label: string
  readonly colour: string
  /** Bars and steps stand between their x and the next one. */
  readonly shape?: 'line' | 'bars' | 'steps' | 'dots'
  readonly dash?: readonly number[]
}

export interface ChartOptions {
  readonly x: ChartAxis
  readonly y: ChartAxis
  readonly series: readonly ChartSeries[]
  readonly guides?: readonly Guide[]
  readonly markers?: readonly Marker[]
  /** In px. */
  readonly height: number
}

/** The values of all series at common places, ascending; null where a series has none. */
export type ChartData = readonly [x: ArrayLike<number>, ...y: ArrayLike<number | null | undefined>[]]

const FONT = '12px system-ui, "DejaVu Sans", sans-serif'

/** Lines, bars and dots over two axes, as wide as what holds it. Below it stands what is under the pointer. */
export class LineChart {
  readonly #holder: HTMLElement
  readonly #readout: HTMLElement
  #options: ChartOptions
  #data: ChartData
  #plot: uPlot | undefined
  readonly #resizing: ResizeObserver
  readonly #stopTheme: () => void

  constructor(holder: HTMLElement, options: ChartOptions, data: ChartData) {
    this.#holder = holder
    this.#options = options
    this.#data = data
    this.#readout = document.createElement('p')
    this.#readout.className = 'readout small numeric faint'
    this.#draw()
    this.#resizing = new ResizeObserver(() => {
      this.#plot?.setSize({ width: this.#width(), height: this.#options.height })
    })
    this.#resizing.observe(holder)
    this.#stopTheme = onThemeChange(() => this.#draw())
  }

  /** New data, and guides where they have moved with them. */
  setData(data: ChartData, guides?: readonly Guide[]): void {
    this.#data = data
    if (guides !== undefined) this.#options = { ...this.#options, guides }
    this.#plot?.setData(data as uPlot.AlignedData)
  }

  /** Other axes, series or guides, with their data. */
  setOptions(options: ChartOptions, data: ChartData): void {
    this.#options = options
    this.#data = data
    this.#draw()
  }

  destroy(): void {
    this.#resizing.disconnect()
    this.#stopTheme()
    this.#plot?.destroy()
    this.#readout.remove()
  }

  #draw(): void {
    this.#plot?.destroy()
    const theme = readTheme()
    const { x, y, series, height } = this.#options
    this.#plot = new uPlot(
      {
        width: this.#width(),
        height,
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, points: { size: 7 } },
        scales: { x: { time: false, ...scaleOf(x) }, y: scaleOf(y) },
        axes: [axisOf(x, theme, 44), axisOf(y, theme, 62)],
        series: [{}, ...series.map(seriesOf)],
        hooks: {
          draw: [
            (plot) => drawGuides(plot, this.#options.guides ?? [], theme),
            (plot) => drawMarkers(plot, this.#options.markers ?? [], theme),
          ],
          setCursor: [(plot) => this.#tell(plot)],
        },
      },
      this.#data as uPlot.AlignedData,
      this.#holder,
    )
    this.#holder.append(this.#readout)
    this.#tell(this.#plot)
  }

  #width(): number {
    return Math.max(200, Math.floor(this.#holder.clientWidth))
  }

  /** Says in words what is under the pointer. */
  #tell(plot: uPlot): void {
    const { idx } = plot.cursor
    const [xs, ...values] = this.#data
    const at = idx == null ? undefined : xs[idx]
    if (idx == null || at === undefined) {
      this.#readout.textContent = '\u00a0'
      return
    }
    const parts = this.#options.series.flatMap(({ label }, i) => {
      const value = values[i]?.[idx]
      return value == null ? [] : [`${label} ${formatNumber(value)}`]
    })
    this.#readout.textContent = `${this.#options.x.label}: ${formatNumber(at)} · ${parts.join(' · ')}`
  }
}

function scaleOf({
  log = false,
  range,
  including = [],
  floor = Number.NEGATIVE_INFINITY,
}: ChartAxis): uPlot.Scale {
  return {
    distr: log ? 3 : 1,
    range: (_, least, greatest) => {
      if (range) return [...range]
      const [from, to] = rangeOf([least, greatest, ...including], log)
      return [Math.max(floor, from), to]
    },
  }
}

/** All values with a little room; decades for a logarithmic axis. */
function rangeOf(values: readonly (number | null)[], log: boolean): [number, number] {
  const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[]
  if (known.length === 0) return log ? [1, 10] : [0, 1]
  const [least, greatest] = [Math.min(...known), Math.max(...known)]
  if (log)
    return [
      10 ** Math.floor(Math.log10(least)),
      10 ** Math.max(Math.floor(Math.log10(least)) + 1, Math.ceil(Math.log10(greatest))),
    ]
  const room = 0.06 * (greatest - least) || 0.1 * Math.abs(greatest) || 1
  return [least - room, greatest + room]
}

function axisOf({ label, log = false }: ChartAxis, theme: ChartTheme, size: number): uPlot.Axis {
  return {
    label,
    labelFont: FONT,
    labelSize: 20,
    font: FONT,
    size,
    stroke: theme.ink,
    grid: { stroke: theme.grid, width: 1 },
    ticks: { stroke: theme.faint, width: 1, size: 5 },
    values: (_, splits) =>
      splits.map((value) => (log ? (isPower(value) ? formatNumber(value) : '') : linearLabel(value))),
  }
}

/** As all labels of an axis should look alike, up to a million all of them are plain. */
function linearLabel(value: number): string {
  return Math.abs(value) < 1e6
    ? String(Number(value.toPrecision(6))).replace('-', '−')
    : formatNumber(value, 6)
}

/** Of the marks of a logarithmic axis the powers of ten alone are labelled. */
function isPower(value: number): boolean {
  return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9
}

function seriesOf({ label, colour, shape = 'line', dash }: ChartSeries): uPlot.Series {
  const common = { label, stroke: colour }
  if (shape === 'bars') {
    return {
      ...common,
      width: 0,
      fill: `${colour}cc`,
      points: { show: false },
      paths: uPlot.paths.bars!({ size: [1, Number.POSITIVE_INFINITY], align: 1, gap: 0 }),
    }
  }
  if (shape === 'dots')
    return { ...common, width: 0, points: { show: true, size: 7, fill: colour }, paths: () => null }
  if (shape === 'steps') {
    return { ...common, width: 1.5, points: { show: false }, paths: uPlot.paths.stepped!({ align: 1 }) }
  }
  return { ...common, width: 2, ...(dash && { dash: [...dash] }), points: { show: false }, spanGaps: true }
}
