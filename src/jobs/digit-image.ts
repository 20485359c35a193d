import { type ImageSet, imageAt } from '../core/digits/image-set.ts'
import { isRight } from '../core/digits/right-answers.ts'
import { InvalidInput } from '../core/errors.ts'
import { loadDigits } from '../data/mnist.ts'
import { availableDigits, checkLabels, labelPair } from './digits.ts'
import type { ClassifierHeads, NeededClassifier } from './kind.ts'
import { type DigitImage, IMAGE_DEFAULTS } from './specs/digit-image.ts'
import { DIGITS_DEFAULTS } from './specs/digits.ts'

/** Which image a result speaks of. */
export interface ImageName {
  readonly split: 'test' | 'train'
  /** Counted from 0 among those of the two labels in the split. */
  readonly index: number
  /** Its place in its file, from 0. */
  readonly place: number
  /** The digit that it shows. */
  readonly label: number
}

/** An image of one of two digits. */
export interface NamedImage {
  readonly name: ImageName
  readonly trueClass: 0 | 1
  readonly x: Float64Array
}

/** Which image a spec means, its defaults filled in. */
export function imageChoice({ labels, split, index }: DigitImage = {}) {
  return {
    labels: labelPair(labels),
    split: split ?? DIGITS_DEFAULTS.split,
    index: index ?? IMAGE_DEFAULTS.index,
  }
}

/**
 * Refuses an image that is not there, or of digits that the classifiers do not tell apart. Throws `InvalidInput`, for the
 * image at `path`.
 */
export function checkImage(
  image: DigitImage | undefined,
  path: string,
  needed: readonly NeededClassifier[],
  heads: ClassifierHeads,
): void {
  const { labels, split, index } = imageChoice(image)
  checkLabels(labels, needed, heads)
  const available = availableDigits(labels, split)
  if (index < available) return
  throw new InvalidInput(
    'no-such-image',
    `${path}/index`,
    `there are ${available} images of ${labels[0]} and ${labels[1]} in the ${split} split, counted from 0: there is no image ${index}`,
  )
}

/** The image that a spec means, which must be there. */
export function imageOf(image: DigitImage | undefined): NamedImage {
  const { labels, split, index } = imageChoice(image)
  return namedImage(loadDigits(labels, split), split, index)
}

/** The first image of the other digit after this one; after the last image comes the first. */
export function otherDigitAfter(image: DigitImage | undefined): NamedImage {
  const { labels, split, index } = imageChoice(image)
  const set = loadDigits(labels, split)
  const other = 1 - set.classes[index]!
  const after = set.classes.indexOf(other, index)
  return namedImage(set, split, after === -1 ? set.classes.indexOf(other) : after)
}

function namedImage(set: ImageSet, split: ImageName['split'], index: number): NamedImage {
  const trueClass = set.classes[index] === 0 ? 0 : 1
  return {
    name: { split, index, place: set.indices[index]!, label: set.labels[trueClass] },
    trueClass,
    x: imageAt(set, index),
  }
}

/** The digit that a network tells where the margin of a digit of this class is `margin`. */
export function toldAt(margin: number, trueClass: 0 | 1, labels: readonly [number, number]): number {
  return labels[isRight(margin) ? trueClass : 1 - trueClass]!
}
