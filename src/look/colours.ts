import { lazily } from '../lazily.ts'

/** Okabe and Ito's palette, which the colour-blind can tell apart, but for its yellow, which is too faint on white. */
export const COLOUR = {
  blue: '#0072B2',
  orange: '#E69F00',
  green: '#009E73',
  purple: '#CC79A7',
  sky: '#56B4E9',
  black: '#000000',
  /** Of thresholds alone. */
  vermilion: '#D55E00',
  /** Of what something is compared with: before, a reference level. */
  grey: '#888888',
} as const

export interface LineStyle {
  readonly colour: string
  readonly dash?: string
  /** Drawn as a broad pale stripe, on which a line that coincides with it can still be seen. */
  readonly broad?: boolean
}

export const THRESHOLD_STYLE: LineStyle = { colour: COLOUR.vermilion, dash: '5 4' }

/** Of thresholds and boundaries on a picture, where dashes are hard to see. */
export const BOUNDARY_STYLE: LineStyle = { colour: COLOUR.vermilion }

const CYCLE = [COLOUR.blue, COLOUR.orange, COLOUR.green, COLOUR.purple, COLOUR.sky, COLOUR.black]

/** The style of the i-th of several lines; dashed from the seventh on. */
export function seriesStyle(index: number): LineStyle {
  const colour = CYCLE[index % CYCLE.length]!
  return index < CYCLE.length ? { colour } : { colour, dash: '7 3' }
}

export type Rgb = readonly [red: number, green: number, blue: number]

/** Steps of a colour map; what is left of a byte is for colours of their own. */
export const MAP_STEPS = 240

/** From low to high. Perceptually uniform, and in order for the colour-blind and in grey. */
export const viridis = lazily(() =>
  ramp('#440154 #482475 #414487 #355f8d #2a788e #21918c #22a884 #44bf70 #7ad151 #bddf26 #fde725'.split(' ')),
)

/** From below to above a centre, which is white; the two sides stay apart for the colour-blind. */
export const blueWhiteRed = lazily(() =>
  ramp('#053061 #2166ac #4393c3 #92c5de #d1e5f0 #ffffff #fddbc7 #f4a582 #d6604d #b2182b #67001f'.split(' ')),
)

/** `#rrggbb` as three bytes. */
export function rgbOf(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

/** Colours between those given, evenly spaced. */
function ramp(stops: readonly string[]): Rgb[] {
  const colours = stops.map(rgbOf)
  return Array.from({ length: MAP_STEPS }, (_, step) => {
    const at = (step / (MAP_STEPS - 1)) * (colours.length - 1)
    const low = Math.min(Math.floor(at), colours.length - 2)
    const mix = (channel: 0 | 1 | 2) =>
      Math.round(colours[low]![channel] + (at - low) * (colours[low + 1]![channel] - colours[low]![channel]))
    return [mix(0), mix(1), mix(2)]
  })
}

/** How a line of this style is drawn. */
export function lineAttributes(style: LineStyle, width: number): Record<string, string | number> {
  const { colour, dash, broad } = style
  return {
    stroke: colour,
    'stroke-width': broad ? 3.5 * width : width,
    ...(broad && { 'stroke-opacity': 0.4 }),
    ...(dash !== undefined && { 'stroke-dasharray': dash }),
  }
}
