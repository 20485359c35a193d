import type uPlot from 'uplot'
import type { ChartTheme } from './theme.ts'

/** A point of interest; its shape tells it from others without colour. */
export interface Marker {
  readonly x: number
  readonly y: number
  readonly shape: 'down' | 'up' | 'diamond' | 'circle'
  readonly colour: string
}

/** Corners in units of half a marker's size. */
const OUTLINES: Readonly<Record<Exclude<Marker['shape'], 'circle'>, readonly (readonly [number, number])[]>> =
  {
    down: [
      [-1, -0.8],
      [1, -0.8],
      [0, 1],
    ],
    up: [
      [-1, 0.8],
      [1, 0.8],
      [0, -1],
    ],
    diamond: [
      [0, -1.1],
      [1.1, 0],
      [0, 1.1],
      [-1.1, 0],
    ],
  }

const HALF_SIZE = 6

/** Draws the markers that lie within the axes, with a rim in the colour of the ground. */
export function drawMarkers(plot: uPlot, markers: readonly Marker[], theme: ChartTheme): void {
  const { ctx, bbox } = plot
  const unit = HALF_SIZE * devicePixelRatio
  ctx.save()
  ctx.lineWidth = 1.5 * devicePixelRatio
  ctx.strokeStyle = theme.surface
  for (const { x, y, shape, colour } of markers) {
    const [px, py] = [plot.valToPos(x, 'x', true), plot.valToPos(y, 'y', true)]
    const inside =
      px >= bbox.left &&
      px <= bbox.left + bbox.width &&
      py >= bbox.top - unit &&
      py <= bbox.top + bbox.height + unit
    if (!inside) continue
    ctx.fillStyle = colour
    ctx.beginPath()
    if (shape === 'circle') ctx.arc(px, py, 0.8 * unit, 0, 2 * Math.PI)
    else for (const [dx, dy] of OUTLINES[shape]) ctx.lineTo(px + dx * unit, py + dy * unit)
    ctx.closePath()
    ctx.fill()
    ctx.stroke()
  }
  ctx.restore()
}
