import { type Rgb, viridis } from '../../look/colours.ts'
import { colourText } from './gradient.ts'

/** The ground of a share in the colours of `viridis`, and the ink, black or white, that is read best on it. */
export function shadeOf(share: number): { readonly background: string; readonly color: string } {
  const map = viridis()
  const colour = map[Math.round(Math.min(1, Math.max(0, share)) * (map.length - 1))]!
  return { background: colourText(colour), color: inkOn(colour) }
}

/** Black or white, whichever has the greater contrast by WCAG's relative luminance. */
export function inkOn(colour: Rgb): '#000000' | '#ffffff' {
  const [red, green, blue] = colour.map((byte) => {
    const value = byte / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  // Contrasts are (lighter + 0.05)/(darker + 0.05); they are equal where (luminance + 0.05)² = 0.05 · 1.05.
  return (luminance + 0.05) ** 2 > 0.05 * 1.05 ? '#000000' : '#ffffff'
}
