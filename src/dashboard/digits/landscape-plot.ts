import { scaleLinear } from 'd3-scale'
import { BOUNDARY_STYLE, viridis } from '../../look/colours.ts'
import { onThemeChange, readTheme } from '../charts/theme.ts'
import { colourText } from './gradient.ts'
import {
  axisLabel,
  edgesOf,
  type GridPlace,
  type Landscape,
  nearest,
  type OutputScale,
  pointsOf,
  scaleOf,
} from './landscape.ts'
import { drawPoint } from './plot-points.ts'

const FONT = '12px system-ui, "DejaVu Sans", sans-serif'
const MARGIN = { left: 58, right: 8, top: 8, bottom: 44 } as const
const HEIGHT = { share: 0.85, least: 240, most: 440 } as const

/** Px between the ticks of an axis, about. */
const TICK_SPACE = { x: 70, y: 45 } as const

/** A landscape on a canvas as wide as its holder: its outputs in colours, the boundary, axes, and a place that is read. */
export class LandscapePlot {
  readonly #canvas: HTMLCanvasElement
  readonly #landscape: Landscape
  readonly #scale: OutputScale
  readonly #edges: { readonly x: readonly number[]; readonly y: readonly number[] }
  readonly #resizing: ResizeObserver
  readonly #stopTheme: () => void
  #place: GridPlace | null = null

  constructor(canvas: HTMLCanvasElement, landscape: Landscape) {
    this.#canvas = canvas
    this.#landscape = landscape
    this.#scale = scaleOf(landscape)
    this.#edges = { x: edgesOf(landscape.x.values), y: edgesOf(landscape.y.values) }
    this.#resizing = new ResizeObserver(() => this.#draw())
    this.#resizing.observe(canvas.parentElement!)
    this.#stopTheme = onThemeChange(() => this.#draw())
  }

  /** Marks the place that is read. */
  setPlace(place: GridPlace | null): void {
    this.#place = place
    this.#draw()
  }

  /** The place on the grid under a pointer. */
  placeAt({ clientX, clientY }: Pick<PointerEvent, 'clientX' | 'clientY'>): GridPlace {
    const { left, top } = this.#canvas.getBoundingClientRect()
    const { x, y } = this.#axes()
    return {
      column: nearest(this.#landscape.x.values, x.invert(clientX - left)),
      row: nearest(this.#landscape.y.values, y.invert(clientY - top)),
    }
  }

  destroy(): void {
    this.#resizing.disconnect()
    this.#stopTheme()
  }

  #size() {
    const width = Math.max(200, Math.floor(this.#canvas.parentElement!.clientWidth))
    return { width, height: Math.min(HEIGHT.most, Math.max(HEIGHT.least, HEIGHT.share * width)) }
  }

  #axes() {
    const { width, height } = this.#size()
    const axis = (edges: readonly number[], from: number, to: number) =>
      scaleLinear()
        .domain([edges[0]!, edges.at(-1)!])
        .range([from, to])
    return {
      x: axis(this.#edges.x, MARGIN.left, width - MARGIN.right),
      y: axis(this.#edges.y, height - MARGIN.bottom, MARGIN.top),
    }
  }

  #draw(): void {
    const { width, height } = this.#size()
    const ratio = devicePixelRatio
    this.#canvas.width = Math.round(width * ratio)
    this.#canvas.height = Math.round(height * ratio)
    this.#canvas.style.height = `${height}px`
    const context = this.#canvas.getContext('2d')!
    context.scale(ratio, ratio)
    context.font = FONT
    this.#drawOutputs(context)
    this.#drawBoundary(context)
    this.#drawPoints(context)
    this.#drawAxes(context)
    this.#drawPlace(context)
  }

  #drawOutputs(context: CanvasRenderingContext2D): void {
    const { x, y } = this.#axes()
    const map = viridis()
    const columns = this.#edges.x.map((edge) => Math.round(x(edge)))
    const rows = this.#edges.y.map((edge) => Math.round(y(edge)))
    this.#landscape.output.forEach((line, row) => {
      line.forEach((value, column) => {
        context.fillStyle = colourText(map[Math.round(this.#scale.shareOf(value) * (map.length - 1))]!)
        const [left, right] = [columns[column]!, columns[column + 1]!]
        const [bottom, top] = [rows[row]!, rows[row + 1]!]
        context.fillRect(left, top, right - left, bottom - top)
      })
    })
  }

  /** With a rim of white, since it crosses both dark and light. */
  #drawBoundary(context: CanvasRenderingContext2D): void {
    const { x, y } = this.#axes()
    context.lineJoin = 'round'
    context.beginPath()
    for (const line of this.#landscape.boundary) {
      line.forEach(([px, py], i) => {
        if (i === 0) context.moveTo(x(px!), y(py!))
        else context.lineTo(x(px!), y(py!))
      })
    }
    for (const [colour, lineWidth] of [
      ['#ffffff', 5],
      [BOUNDARY_STYLE.colour, 3],
    ] as const) {
      context.strokeStyle = colour
      context.lineWidth = lineWidth
      context.stroke()
    }
  }

  #drawPoints(context: CanvasRenderingContext2D): void {
    const { x, y } = this.#axes()
    const { ink, surface } = readTheme()
    for (const point of pointsOf(this.#landscape)) {
      drawPoint(context, point.shape, x(point.x), y(point.y), { fill: ink, rim: surface })
    }
  }

  #drawAxes(context: CanvasRenderingContext2D): void {
    const { ink, faint } = readTheme()
    const { width, height } = this.#size()
    const { x, y } = this.#axes()
    const [bottom, right] = [height - MARGIN.bottom, width - MARGIN.right]
    context.fillStyle = ink
    context.strokeStyle = faint
    context.lineWidth = 1
    context.strokeRect(MARGIN.left, MARGIN.top, right - MARGIN.left, bottom - MARGIN.top)
    context.textAlign = 'center'
    context.textBaseline = 'top'
    for (const value of x.ticks(Math.max(2, (right - MARGIN.left) / TICK_SPACE.x))) {
      context.fillRect(x(value), bottom, 1, 5)
      context.fillText(tickText(value), x(value), bottom + 8)
    }
    // Where there is little room a label is written narrower.
    context.fillText(
      axisLabel(this.#landscape, 'x'),
      (MARGIN.left + right) / 2,
      bottom + 26,
      right - MARGIN.left,
    )
    context.textAlign = 'right'
    context.textBaseline = 'middle'
    for (const value of y.ticks(Math.max(2, (bottom - MARGIN.top) / TICK_SPACE.y))) {
      context.fillRect(MARGIN.left - 5, y(value), 5, 1)
      context.fillText(tickText(value), MARGIN.left - 8, y(value))
    }
    context.save()
    context.translate(12, (MARGIN.top + bottom) / 2)
    context.rotate(-Math.PI / 2)
    context.textAlign = 'center'
    context.fillText(axisLabel(this.#landscape, 'y'), 0, 0, bottom - MARGIN.top)
    context.restore()
  }

  #drawPlace(context: CanvasRenderingContext2D): void {
    if (this.#place === null) return
    const { x, y } = this.#axes()
    const { width, height } = this.#size()
    const [px, py] = [
      x(this.#landscape.x.values[this.#place.column]!),
      y(this.#landscape.y.values[this.#place.row]!),
    ]
    for (const [colour, size] of [
      ['#000000', 3],
      ['#ffffff', 1],
    ] as const) {
      context.fillStyle = colour
      context.fillRect(px - size / 2, MARGIN.top, size, height - MARGIN.bottom - MARGIN.top)
      context.fillRect(MARGIN.left, py - size / 2, width - MARGIN.right - MARGIN.left, size)
    }
  }
}

function tickText(value: number): string {
  return String(Number(value.toPrecision(6))).replace('-', '−')
}
