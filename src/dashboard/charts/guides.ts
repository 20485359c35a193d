import type uPlot from 'uplot'
import type { ChartTheme } from './theme.ts'

/** A line across a chart: a threshold, or the critical binding time. */
export interface Guide {
  readonly axis: 'x' | 'y'
  readonly value: number
  readonly label: string
  readonly colour: string
}

/** Draws guides that lie within the axes, dashed, each with its label beside it. */
export function drawGuides(plot: uPlot, guides: readonly Guide[], theme: ChartTheme): void {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  ctx.save()
  ctx.lineWidth = 1.5 * ratio
  ctx.font = `${12 * ratio}px system-ui, "DejaVu Sans", sans-serif`
  // uPlot leaves the context as its axes needed it.
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  for (const { axis, value, label, colour } of guides) {
    const at = plot.valToPos(value, axis, true)
    const [least, greatest] =
      axis === 'x' ? [bbox.left, bbox.left + bbox.width] : [bbox.top, bbox.top + bbox.height]
    if (!(at >= least - 1 && at <= greatest + 1)) continue
    ctx.strokeStyle = colour
    ctx.setLineDash([5 * ratio, 4 * ratio])
    ctx.beginPath()
    if (axis === 'x') {
      ctx.moveTo(at, bbox.top)
      ctx.lineTo(at, bbox.top + bbox.height)
    } else {
      ctx.moveTo(bbox.left, at)
      ctx.lineTo(bbox.left + bbox.width, at)
    }
    ctx.stroke()
    const width = ctx.measureText(label).width
    const gap = 4 * ratio
    const [x, y] =
      axis === 'x'
        ? [at + gap + width > bbox.left + bbox.width ? at - gap - width : at + gap, bbox.top + 12 * ratio]
        : [
            bbox.left + bbox.width - width - gap,
            at - gap < bbox.top + 12 * ratio ? at + 14 * ratio : at - gap,
          ]
    ctx.setLineDash([])
    ctx.lineWidth = 3 * ratio
    ctx.strokeStyle = theme.surface
    ctx.strokeText(label, x, y)
    ctx.lineWidth = 1.5 * ratio
    ctx.fillStyle = theme.ink
    ctx.fillText(label, x, y)
  }
  ctx.restore()
}
