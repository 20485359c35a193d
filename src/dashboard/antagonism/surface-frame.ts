import { radians, type SurfaceView } from './surface-camera.ts'
import type { SurfaceGeometry } from './surface-geometry.ts'

type Point = readonly [x: number, y: number, z: number]

/** A text beside the box, in the box's own coordinates. */
export interface FrameLabel {
  readonly text: string
  readonly at: Point
  readonly title: boolean
  /** Where the text is beside its place on the screen. */
  readonly side: 'below' | 'left'
}

/** The box that a surface stands in: the floor, the two walls behind it, and what is written on its edges. */
export interface Frame {
  /** Pairs of points. */
  readonly lines: readonly Point[]
  readonly labels: readonly FrameLabel[]
}

const AXIS_TITLES = {
  tau1: 'τ1 of the agonist (s)',
  L1: 'number of agonists L1',
  L2: 'antagonists L2',
} as const

/** How far outside the box ticks and titles stand. */
const OUT = { tick: 0.58, title: 0.74 } as const

/** The frame as it must be for who looks from there: walls behind the surface, texts in front of it and to its left. */
export function frameOf({ tau1, L1, L2 }: SurfaceGeometry, { azimuth }: SurfaceView): Frame {
  const [sin, cos] = [Math.sin(radians(azimuth)), Math.cos(radians(azimuth))]
  // The sides of the box that face who looks, and the corner that is furthest left on the screen.
  const [front, side] = [cos >= 0 ? 1 : -1, sin >= 0 ? 1 : -1]
  const corners = [-0.5, 0.5].flatMap((x) => [-0.5, 0.5].map((z) => ({ x, z, left: x * cos - z * sin })))
  const left = corners.reduce((a, b) => (b.left < a.left ? b : a))
  const xs = tau1.ticks().map(({ share, text }) => ({ at: share - 0.5, text }))
  const zs = L1.ticks().map(({ share, text }) => ({ at: 0.5 - share, text }))
  const ys = L2.ticks().map(({ share, text }) => ({ at: share - 0.5, text }))
  const label = (text: string, at: Point, title = false, where: FrameLabel['side'] = 'below') => ({
    text,
    at,
    title,
    side: where,
  })
  return {
    lines: linesOf(
      xs.map(({ at }) => at),
      ys.map(({ at }) => at),
      zs.map(({ at }) => at),
      -0.5 * side,
      -0.5 * front,
    ),
    labels: [
      ...xs.map(({ at, text }) => label(text, [at, -0.5, OUT.tick * front])),
      label(AXIS_TITLES.tau1, [0, -0.5, OUT.title * front], true),
      ...zs.map(({ at, text }) => label(text, [OUT.tick * side, -0.5, at])),
      label(AXIS_TITLES.L1, [OUT.title * side, -0.5, 0], true),
      ...ys.map(({ at, text }) => label(text, [left.x, at, left.z], false, 'left')),
      label(AXIS_TITLES.L2, [left.x, 0.62, left.z], true),
    ],
  }
}

/** Lines at the ticks over the floor and both walls, and the edges of these. */
function linesOf(
  xs: readonly number[],
  ys: readonly number[],
  zs: readonly number[],
  wallX: number,
  wallZ: number,
): Point[] {
  const edges = [-0.5, 0.5]
  return [
    ...[...xs, ...edges].flatMap((x): Point[] => [
      [x, -0.5, -0.5],
      [x, -0.5, 0.5],
      [x, -0.5, wallZ],
      [x, 0.5, wallZ],
    ]),
    ...[...zs, ...edges].flatMap((z): Point[] => [
      [-0.5, -0.5, z],
      [0.5, -0.5, z],
      [wallX, -0.5, z],
      [wallX, 0.5, z],
    ]),
    ...[...ys, ...edges].flatMap((y): Point[] => [
      [-0.5, y, wallZ],
      [0.5, y, wallZ],
      [wallX, y, -0.5],
      [wallX, y, 0.5],
    ]),
  ]
}
