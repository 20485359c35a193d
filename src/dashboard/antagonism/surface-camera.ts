/** From where a surface is looked at: angles in degrees, and how large it is shown. */
export interface SurfaceView {
  /** 0 from the front, growing as one walks round to the right. */
  readonly azimuth: number
  /** 90 from above. */
  readonly elevation: number
  readonly zoom: number
}

export const FIRST_VIEW: SurfaceView = { azimuth: -35, elevation: 28, zoom: 1 }

const LIMITS = { elevation: [10, 89], zoom: [0.5, 4] } as const

/** How much one press of a key or a button turns, in degrees, and how much it zooms. */
const TURN = 10
const ZOOM = 1.2

/** A view turned and zoomed, within what makes sense. */
export function turned(view: SurfaceView, right: number, up: number, zoom = 1): SurfaceView {
  const azimuth = ((((view.azimuth + right + 180) % 360) + 360) % 360) - 180
  return {
    azimuth,
    elevation: clamped(view.elevation + up, LIMITS.elevation),
    zoom: clamped(view.zoom * zoom, LIMITS.zoom),
  }
}

/** What a press of a key does to a view; null for a key that does nothing. */
export function pressed(view: SurfaceView, key: string): SurfaceView | null {
  if (key === 'ArrowLeft') return turned(view, -TURN, 0)
  if (key === 'ArrowRight') return turned(view, TURN, 0)
  if (key === 'ArrowUp') return turned(view, 0, TURN)
  if (key === 'ArrowDown') return turned(view, 0, -TURN)
  if (key === '+' || key === '=') return turned(view, 0, 0, ZOOM)
  if (key === '-' || key === '−') return turned(view, 0, 0, 1 / ZOOM)
  return null
}

/** The direction from the surface to who looks. */
export function directionOf({ azimuth, elevation }: SurfaceView): [x: number, y: number, z: number] {
  const [a, e] = [radians(azimuth), radians(elevation)]
  return [Math.cos(e) * Math.sin(a), Math.sin(e), Math.cos(e) * Math.cos(a)]
}

/** A view as an address says it; null for the first one. */
export function viewText({ azimuth, elevation, zoom }: SurfaceView): string | null {
  const text = [azimuth, elevation, zoom].map((value) => Number(value.toFixed(2))).join(',')
  return text === Object.values(FIRST_VIEW).join(',') ? null : text
}

/** The view that an address says; the first one where it says none. */
export function viewOf(text: string | undefined): SurfaceView {
  const [azimuth, elevation, zoom] = (text ?? '').split(',').map(Number)
  const known = [azimuth, elevation, zoom].every((value) => Number.isFinite(value))
  return known ? turned({ azimuth: azimuth!, elevation: elevation!, zoom: zoom! }, 0, 0) : FIRST_VIEW
}

export function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

function clamped(value: number, [least, greatest]: readonly [number, number]): number {
  return Math.min(greatest, Math.max(least, value))
}
