import { filterPixels } from '../core/digits/hill.ts'
import { DIGIT_PIXELS, DIGIT_SIDE, type HillInput } from '../core/digits/network.ts'
import type { Picture } from '../core/populations/population.ts'

const WHITE = 255

/** The pictures that an attack on digits has kept: of each example one before, and one after each size. */
export interface ExamplePixels {
  readonly count: number
  readonly sizes: number
  before(example: number): Float64Array
  /** After the size at this place among the sizes. */
  after(example: number, size: number): Float64Array
  /** After − before. */
  perturbation(example: number, size: number): Float64Array
}

/** Reads the array `examples`, [example][before, after each size][pixel]. */
export function examplePixels(pixels: Float64Array, sizes: number): ExamplePixels {
  const picture = (example: number, stage: number) => {
    const start = (example * (sizes + 1) + stage) * DIGIT_PIXELS
    return pixels.subarray(start, start + DIGIT_PIXELS)
  }
  const before = (example: number) => picture(example, 0)
  const after = (example: number, size: number) => picture(example, size + 1)
  return {
    count: pixels.length / ((sizes + 1) * DIGIT_PIXELS),
    sizes,
    before,
    after,
    perturbation(example, size) {
      const start = before(example)
      return after(example, size).map((value, i) => value - start[i]!)
    },
  }
}

/** What the Hill input lets through of a picture. */
export function filtered(pixels: Float64Array, hill: HillInput): Float64Array {
  const values = new Float64Array(pixels.length)
  filterPixels(pixels, hill, values)
  return values
}

/** The largest magnitude among all pixels of some pictures. */
export function largestMagnitude(pictures: readonly Float64Array[]): number {
  let largest = 0
  for (const pixels of pictures) {
    for (let i = 0; i < pixels.length; i++) largest = Math.max(largest, Math.abs(pixels[i]!))
  }
  return largest
}

/** Pixels as an 8-bit picture: 0 is black, 1 white, and what lies beyond has the colour of the nearer end. */
export function greyPicture(pixels: Float64Array): Picture {
  return digitPicture(pixels, (value) => Math.round(WHITE * Math.min(1, Math.max(0, value))))
}

/** A perturbation as an 8-bit picture: −`most` is the least of `steps`, 0 their middle, `most` the greatest. */
export function signedPicture(perturbation: Float64Array, most: number, steps: number): Picture {
  const half = (steps - 1) / 2
  const reach = most > 0 ? most : 1
  return digitPicture(perturbation, (value) => Math.round(half + (half * value) / reach))
}

function digitPicture(pixels: Float64Array, byteOf: (value: number) => number): Picture {
  // `Uint8Array.from` takes more than ten times as long.
  const bytes = new Uint8Array(pixels.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = byteOf(pixels[i]!)
  return { width: DIGIT_SIDE, height: DIGIT_SIDE, pixels: bytes }
}
