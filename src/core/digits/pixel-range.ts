import type { Bounds } from '../target.ts'
import { DIGIT_PIXELS } from './network.ts'

/** Least and greatest value of a pixel. */
export interface PixelRange {
  readonly lower: number
  readonly upper: number
}

/** Pixels as pictures have them. */
export const PIXEL_RANGE: PixelRange = { lower: 0, upper: 1 }

/** The same range for every pixel. */
export function pixelBounds({ lower, upper }: PixelRange = PIXEL_RANGE): Bounds {
  return {
    lower: new Float64Array(DIGIT_PIXELS).fill(lower),
    upper: new Float64Array(DIGIT_PIXELS).fill(upper),
  }
}
