import type { Frame } from './axes.ts'
import { element, hundredth } from './svg.ts'

export type Marker = 'circle' | 'diamond' | 'down' | 'up' | 'cross'

/** Outlines about (0, 0). */
const OUTLINES: Readonly<Record<Exclude<Marker, 'circle'>, string>> = {
  diamond: 'M0 -5.5L5.5 0L0 5.5L-5.5 0Z',
  down: 'M-5 -3.5H5L0 5Z',
  up: 'M-5 3.5H5L0 -5Z',
  cross: 'M-5 -2.5L-2.5 -5L0 -2.5L2.5 -5L5 -2.5L2.5 0L5 2.5L2.5 5L0 2.5L-2.5 5L-5 2.5L-2.5 0Z',
}

/** A point of interest, with a white rim that sets it off from lines and pictures. */
export function marker(kind: Marker, x: number, y: number, colour: string): string {
  const rim = { fill: colour, stroke: '#ffffff', 'stroke-width': 1 }
  if (kind === 'circle') return element('circle', { cx: x, cy: y, r: 4.5, ...rim })
  return element('path', {
    d: OUTLINES[kind],
    transform: `translate(${hundredth(x)} ${hundredth(y)})`,
    ...rim,
  })
}

/** Points of interest of one sort. */
export interface PointSet {
  readonly label: string
  readonly marker: Marker
  readonly colour: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

/** The markers of those points that the axes have. */
export function drawPoints({ x, y }: Frame, { points, marker: kind, colour }: PointSet): string[] {
  return points
    .map(([px, py]) => [x.of(px), y.of(py)] as const)
    .filter((place) => place.every(Number.isFinite))
    .map(([px, py]) => marker(kind, px, py, colour))
}
