import type uPlot from 'uplot'
import type { ChartTheme } from './theme.ts'

/** A line across a chart: a threshold, or the critical binding time. */
export interface Guide {
  readonly axis: 'x' | 'y'
  readonly value: number
  readonly label: string
  readonly colour: string
  /** At which end of a horizontal line its label stands, away from the data; at the right one when nothing is said. */
  readonly labelled?: 'left' | 'right'
}

/** Draws guides that lie within the axes, dashed, each with its label beside it. */
export function drawGuides(plot: uPlot, guides: readonly Guide[], theme: ChartTheme): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.font = `${12 * devicePixelRatio}px system-ui, "DejaVu Sans", sans-serif`
  // What was drawn before has left it as it needed it.
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  for (const guide of guides) {
    const at = plot.valToPos(guide.value, guide.axis, true)
    const [least, length] = guide.axis === 'x' ? [bbox.left, bbox.width] : [bbox.top, bbox.height]
    // A value on the very edge may lie a fraction of a pixel outside.
    if (!(at >= least - 1 && at <= least + length + 1)) continue
    drawLine(plot, guide, at)
    drawLabel(plot, guide, at, theme)
  }
  ctx.restore()
}

function drawLine({ ctx, bbox }: uPlot, { axis, colour }: Guide, at: number): void {
  const { left, top, width, height } = bbox
  ctx.strokeStyle = colour
  ctx.lineWidth = 1.5 * devicePixelRatio
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio])
  ctx.beginPath()
  ctx.moveTo(axis === 'x' ? at : left, axis === 'x' ? top : at)
  ctx.lineTo(axis === 'x' ? at : left + width, axis === 'x' ? top + height : at)
  ctx.stroke()
}

/** The label with a rim in the colour of the ground, within the plot. */
function drawLabel({ ctx, bbox }: uPlot, guide: Guide, at: number, theme: ChartTheme): void {
  const [gap, line] = [4 * devicePixelRatio, 12 * devicePixelRatio]
  const width = ctx.measureText(guide.label).width
  const right = bbox.left + bbox.width
  const [x, y] =
    guide.axis === 'x'
      ? [at + gap + width > right ? at - gap - width : at + gap, bbox.top + line]
      : [
          guide.labelled === 'left' ? bbox.left + gap : right - width - gap,
          at - gap < bbox.top + line ? at + line + gap / 2 : at - gap,
        ]
  ctx.setLineDash([])
  ctx.lineWidth = 3 * devicePixelRatio
  ctx.strokeStyle = theme.surface
  ctx.strokeText(guide.label, x, y)
  ctx.fillStyle = theme.ink
  ctx.fillText(guide.label, x, y)
}
