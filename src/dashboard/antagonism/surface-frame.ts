import { radians, type SurfaceView } from './surface-camera.ts'
import type { SurfaceGeometry } from './surface-geometry.ts'

type Point = readonly [x: number, y: number, z: number]

/** A text beside the box, which is from −1/2 to 1/2 in all directions. */
export interface FrameLabel {
  readonly text: string
  /** The place on the box that it is for. */
  readonly at: Point
  /** Away from the box, in which direction the text is moved. */
  readonly out: Point
  /** Of an axis; else of one of its ticks. */
  readonly title: boolean
}

/** The box that a surface stands in: the floor, the two walls behind it, and what is written on its edges. */
export interface Frame {
  /** Pairs of points. */
  readonly lines: readonly Point[]
  readonly labels: readonly FrameLabel[]
}

const AXIS_TITLES = { tau1: 'agonist τ1 (s)', L1: 'agonists L1', L2: 'antagonists L2' } as const

/** The frame as it must be for who looks from there: walls behind the surface, texts in front of it and to its left. */
export function frameOf({ tau1, L1, L2 }: SurfaceGeometry, { azimuth }: SurfaceView): Frame {
  const [sin, cos] = [Math.sin(radians(azimuth)), Math.cos(radians(azimuth))]
  // The sides of the box that face who looks, and its upright edge that is furthest left on the screen.
  const [front, side] = [cos >= 0 ? 0.5 : -0.5, sin >= 0 ? 0.5 : -0.5]
  const edges = [-0.5, 0.5].flatMap((x) => [-0.5, 0.5].map((z) => ({ x, z, left: x * cos - z * sin })))
  const left = edges.reduce((a, b) => (b.left < a.left ? b : a))
  const xs = tau1.ticks().map(({ share, text }) => ({ at: share - 0.5, text }))
  const ys = L2.ticks().map(({ share, text }) => ({ at: share - 0.5, text }))
  const zs = L1.ticks().map(({ share, text }) => ({ at: 0.5 - share, text }))
  const labels = (
    ticks: readonly { readonly at: number; readonly text: string }[],
    place: (at: number) => Point,
    out: Point,
  ): FrameLabel[] => ticks.map(({ at, text }) => ({ text, at: place(at), out, title: false }))
  return {
    lines: [
      ...linesAcross(xs, (at, up, there) => (up ? [at, there, -front] : [at, -0.5, there])),
      ...linesAcross(zs, (at, up, there) => (up ? [-side, there, at] : [there, -0.5, at])),
      ...linesAcross(ys, (at, up, there) => (up ? [-side, at, there] : [there, at, -front])),
    ],
    labels: [
      ...labels(xs, (at) => [at, -0.5, front], [0, 0, front]),
      { text: AXIS_TITLES.tau1, at: [0, -0.5, front], out: [0, 0, front], title: true },
      ...labels(zs, (at) => [side, -0.5, at], [side, 0, 0]),
      { text: AXIS_TITLES.L1, at: [side, -0.5, 0], out: [side, 0, 0], title: true },
      ...labels(ys, (at) => [left.x, at, left.z], [-cos, 0, sin]),
      { text: AXIS_TITLES.L2, at: [left.x, 0.5, left.z], out: [0, 1, 0], title: true },
    ],
  }
}

/** At each tick of an axis and at its ends a line over the two sides of the box that the axis lies along. */
function linesAcross(
  ticks: readonly { readonly at: number }[],
  place: (at: number, up: boolean, there: number) => Point,
): Point[] {
  return [-0.5, ...ticks.map(({ at }) => at), 0.5].flatMap((at) =>
    [true, false].flatMap((up) => [-0.5, 0.5].map((there) => place(at, up, there))),
  )
}
