import { InvalidInput } from '../errors.ts'
import { DIGIT_PIXELS } from './network.ts'

/** Images of two digits, which a classifier is to tell apart. */
export interface ImageSet {
  /** The digit of class 0 and that of class 1. */
  readonly labels: readonly [number, number]
  /** The images one after the other, each `DIGIT_PIXELS` bytes, row by row; 255 is a pixel of 1. */
  readonly pixels: Uint8Array
  /** Class of each image: 0 for `labels[0]`, 1 for `labels[1]`. */
  readonly classes: Uint8Array
  /** Place of each image in the file it comes from, from 0. */
  readonly indices: Uint32Array
}

/** The greatest byte; a pixel is byte/255. */
export const BRIGHTEST = 255

/** A pixel by its byte: looking it up takes half as long as dividing. */
const PIXELS = Float64Array.from({ length: BRIGHTEST + 1 }, (_, byte) => byte / BRIGHTEST)

export function imageCount(set: ImageSet): number {
  return set.classes.length
}

/** Image `i`, pixels in [0, 1]; a new array. Throws `InvalidInput` for an image that is not there. */
export function imageAt(set: ImageSet, i: number): Float64Array {
  if (!(Number.isInteger(i) && i >= 0 && i < imageCount(set)))
    throw new InvalidInput('no-such-image', '/index', `there is no image ${i} among ${imageCount(set)}`)
  const image = new Float64Array(DIGIT_PIXELS)
  loadImage(set, i, image)
  return image
}

/** Writes the pixels of image `i`, which must be there, into an array of `DIGIT_PIXELS`. */
export function loadImage({ pixels }: ImageSet, i: number, image: Float64Array): void {
  const start = i * DIGIT_PIXELS
  for (let pixel = 0; pixel < DIGIT_PIXELS; pixel++) image[pixel] = PIXELS[pixels[start + pixel]!]!
}

/** Mean of the images of one class, pixels in [0, 1]. Throws `InvalidInput` where the class has no image. */
export function meanImage(set: ImageSet, ofClass: number): Float64Array {
  const sums = new Float64Array(DIGIT_PIXELS)
  let count = 0
  for (let i = 0; i < imageCount(set); i++) {
    if (set.classes[i] !== ofClass) continue
    count++
    const start = i * DIGIT_PIXELS
    for (let pixel = 0; pixel < DIGIT_PIXELS; pixel++) sums[pixel]! += set.pixels[start + pixel]!
  }
  if (count === 0)
    throw new InvalidInput('no-image-of-class', '/class', `none of the images is of class ${ofClass}`)
  return sums.map((sum) => sum / (BRIGHTEST * count))
}

/** The first `count` images, or all where there are fewer, of both classes as they come; shares the memory. */
export function firstImages(set: ImageSet, count: number): ImageSet {
  return {
    labels: set.labels,
    pixels: set.pixels.subarray(0, count * DIGIT_PIXELS),
    classes: set.classes.subarray(0, count),
    indices: set.indices.subarray(0, count),
  }
}
