import type { Rgb } from '../../look/colours.ts'

/** Stops enough that no step is seen. */
const STOPS = 12

/** A colour map as a background, from left to right. */
export function gradientOf(map: readonly Rgb[]): string {
  const stops = Array.from({ length: STOPS }, (_, i) =>
    colourText(map[Math.round((i / (STOPS - 1)) * (map.length - 1))]!),
  )
  return `linear-gradient(90deg, ${stops.join(', ')})`
}

export function colourText(colour: Rgb): string {
  return `rgb(${colour.join(' ')})`
}
