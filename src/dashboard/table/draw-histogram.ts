import { COLOUR } from '../../look/colours.ts'
import { LIGAND_COLOUR, ligandRole } from '../../look/ligands.ts'
import type { ChartTheme } from '../charts/theme.ts'

/** A small histogram of binding times, and the axes that it shares with all others. */
export interface SmallHistogram {
  /** Ligands in each bin, now and before the attack. */
  readonly counts: readonly number[]
  readonly initialCounts: readonly number[]
  readonly axes: HistogramAxes
}

export interface HistogramAxes {
  /** Width of a bin, and how far the axis goes, in s. */
  readonly binWidth: number
  readonly longest: number
  /** τc, in s. */
  readonly criticalBindingTime: number
  /** Ligands at the top of the axis. */
  readonly most: number
}

/** A smaller histogram than this, in px, has no numbers on its axis: they would overlap. */
const NUMBERED_FROM = 140

const TEXT = { px: 10, below: 15 } as const

/** Draws a histogram as large as its canvas is shown. */
export function drawHistogram(canvas: HTMLCanvasElement, histogram: SmallHistogram, theme: ChartTheme): void {
  const { width, height } = canvas.getBoundingClientRect()
  const [columns, rows] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)]
  if (columns === 0 || rows === 0) return
  if (canvas.width !== columns) canvas.width = columns
  if (canvas.height !== rows) canvas.height = rows
  const pen = canvas.getContext('2d')!
  pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
  pen.clearRect(0, 0, width, height)
  const { axes, counts, initialCounts } = histogram
  const ground = height - TEXT.below
  const x = (seconds: number) => (seconds / axes.longest) * width
  const y = (count: number) => ground * (1 - Math.min(1, count / axes.most))
  counts.forEach((count, bin) => {
    const [from, to] = [x(bin * axes.binWidth), x((bin + 1) * axes.binWidth)]
    pen.fillStyle = LIGAND_COLOUR[ligandRole((bin + 0.5) * axes.binWidth, axes.criticalBindingTime)]
    // A bin with any ligand in it can be seen.
    const top = count === 0 ? ground : Math.min(ground - 1, y(count))
    pen.fillRect(from, top, Math.max(1, to - from - 0.5), ground - top)
  })
  outline(pen, initialCounts, axes.binWidth, x, y)
  frame(pen, axes, theme, { width, ground, x })
}

/** The histogram before the attack, as a line. */
function outline(
  pen: CanvasRenderingContext2D,
  counts: readonly number[],
  binWidth: number,
  x: (seconds: number) => number,
  y: (count: number) => number,
): void {
  pen.strokeStyle = COLOUR.grey
  pen.lineWidth = 1
  pen.beginPath()
  counts.forEach((count, bin) => {
    pen.lineTo(x(bin * binWidth), y(count))
    pen.lineTo(x((bin + 1) * binWidth), y(count))
  })
  pen.stroke()
}

/** The axis of binding times, with τc marked on it. */
function frame(
  pen: CanvasRenderingContext2D,
  { criticalBindingTime, longest }: HistogramAxes,
  theme: ChartTheme,
  {
    width,
    ground,
    x,
  }: { readonly width: number; readonly ground: number; readonly x: (s: number) => number },
): void {
  pen.strokeStyle = theme.faint
  line(pen, [0, ground + 0.5], [width, ground + 0.5])
  const critical = x(criticalBindingTime)
  pen.strokeStyle = COLOUR.vermilion
  pen.lineWidth = 1.5
  pen.setLineDash([4, 3])
  line(pen, [critical, 0], [critical, ground])
  pen.setLineDash([])
  pen.font = `${TEXT.px}px system-ui, sans-serif`
  pen.textBaseline = 'alphabetic'
  pen.fillStyle = theme.ink
  const foot = ground + TEXT.below - 3
  text(pen, 'τc', critical, foot, 'center')
  if (width < NUMBERED_FROM) return
  pen.fillStyle = theme.faint
  text(pen, '0', 1, foot, 'left')
  text(pen, `${Number(longest.toPrecision(3))} s`, width - 1, foot, 'right')
}

type Point = readonly [x: number, y: number]

function line(pen: CanvasRenderingContext2D, from: Point, to: Point): void {
  pen.beginPath()
  pen.moveTo(...from)
  pen.lineTo(...to)
  pen.stroke()
}

function text(
  pen: CanvasRenderingContext2D,
  words: string,
  x: number,
  y: number,
  align: CanvasTextAlign,
): void {
  pen.textAlign = align
  pen.fillText(words, x, y)
}
