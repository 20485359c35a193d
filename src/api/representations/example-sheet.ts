import { DIGIT_SIDE } from '../../core/digits/network.ts'
import { evenlyChosen } from '../../core/numerics/evenly-chosen.ts'
import type { Picture } from '../../core/populations/population.ts'
import {
  examplePixels,
  filtered,
  greyPicture,
  largestMagnitude,
  signedPicture,
} from '../../look/example-pixels.ts'
import type { DigitAttackShape } from '../result-shapes.ts'

/** A sheet shows as many sizes, the first and the last among them. */
const MOST_SIZES = 5

/** More rows would take seconds to pack; the numbers of all examples are to be had as they are. */
const MOST_ROWS = 100

/** Between two pictures, in pixels; white. */
const GAP = 2
const GREYS = 256
const WHITE = GREYS - 1

/**
 * The first hundred examples as one grey picture, a pixel a pixel. A row an example: before, then for each size what was
 * changed, after, and, behind a Hill input, what it lets through of that. Mid grey is no change, and the largest change
 * of any example at that size is black or white; pixels beyond 0 and 1 have the colour of the nearer.
 */
export function exampleSheet(result: DigitAttackShape, pixels: Float64Array): Picture {
  const examples = examplePixels(pixels, result.accuracy.attacked.length)
  const count = Math.min(MOST_ROWS, examples.count)
  const sizes = evenlyChosen(examples.sizes, MOST_SIZES).map((size) => ({
    size,
    most: largestMagnitude(Array.from({ length: count }, (_, i) => examples.perturbation(i, size))),
  }))
  const { hill } = result.classifier
  const rows = Array.from({ length: count }, (_, i) => [
    greyPicture(examples.before(i)),
    ...sizes.flatMap(({ size, most }) => {
      const after = examples.after(i, size)
      return [
        signedPicture(examples.perturbation(i, size), most, GREYS),
        greyPicture(after),
        ...(hill === null ? [] : [greyPicture(filtered(after, hill))]),
      ]
    }),
  ])
  return tiled(rows)
}

/** Rows of digits as one picture, with gaps between. */
function tiled(rows: readonly (readonly Picture[])[]): Picture {
  const step = DIGIT_SIDE + GAP
  const width = rows[0]!.length * step - GAP
  const height = rows.length * step - GAP
  const pixels = new Uint8Array(width * height).fill(WHITE)
  rows.forEach((row, i) => {
    row.forEach((tile, j) => {
      for (let line = 0; line < DIGIT_SIDE; line++) {
        const to = (i * step + line) * width + j * step
        pixels.set(tile.pixels.subarray(line * DIGIT_SIDE, (line + 1) * DIGIT_SIDE), to)
      }
    })
  })
  return { width, height, pixels }
}
