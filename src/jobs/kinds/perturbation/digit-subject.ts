import { type ImageSet, imageAt, meanImage } from '../../../core/digits/image-set.ts'
import { marginTargets } from '../../../core/digits/margin-target.ts'
import { DIGIT_PIXELS, type Network } from '../../../core/digits/network.ts'
import { PIXEL_RANGE, type PixelRange, pixelBounds } from '../../../core/digits/pixel-range.ts'
import { InvalidInput } from '../../../core/errors.ts'
import { interruptibleTarget } from '../../../core/interruptible-target.ts'
import type { Bounds, Target } from '../../../core/target.ts'
import { loadDigits } from '../../../data/mnist.ts'
import { lazily } from '../../../lazily.ts'
import type { Classifier } from '../../classifier.ts'
import { type DigitChoice, digitChoice } from '../../digits.ts'
import type { PartSetting } from '../../kind.ts'
import { refusingOverflow } from '../../refusing-overflow.ts'
import type { DigitAttackFields } from '../../specs/digits.ts'
import type { StartingPoint } from './method.ts'

/** An image as an attack starts from it, with what attacks that are for networks alone look at. */
export interface DigitStart extends StartingPoint {
  readonly trueClass: 0 | 1
  /** The margin by the means of the two classes: a linear target, for images of this class. */
  readonly byMeans: () => Target
  /** Another classifier as a target for images of this class. */
  readonly other: (name: string) => Target
}

/** A network and its images, as an attack sees them. */
export interface DigitSubject {
  readonly classifier: Classifier
  readonly choice: DigitChoice
  readonly bounds: Bounds
  readonly set: ImageSet
  /** Image `i` of those chosen, from 0. */
  start(i: number): DigitStart
}

/** The pixels' range that a spec gives. */
export function pixelRangeOf({ bounds }: Pick<DigitAttackFields, 'bounds'>): PixelRange {
  return { lower: bounds?.lower ?? PIXEL_RANGE.lower, upper: bounds?.upper ?? PIXEL_RANGE.upper }
}

/** Refuses a range that images are not within, or that a Hill input has no values for. Throws `InvalidInput`. */
export function checkPixelRange(spec: Pick<DigitAttackFields, 'bounds'>, filtered: boolean): void {
  const { lower, upper } = pixelRangeOf(spec)
  if (lower > PIXEL_RANGE.lower || upper < PIXEL_RANGE.upper) {
    const path = lower > PIXEL_RANGE.lower ? '/bounds/lower' : '/bounds/upper'
    throw new InvalidInput(
      'outside-bounds',
      path,
      'images have pixels from 0 to 1, some outside these bounds',
    )
  }
  if (filtered && lower < 0) {
    throw new InvalidInput(
      'negative-pixels',
      '/bounds/lower',
      'a Hill input has no values for negative pixels',
    )
  }
}

/**
 * Loads the images and the network that a spec names; at `otherPath` it names another, if it does. All targets but that by
 * the means throw `Interrupted` when the setting says so: one image may take long.
 */
export function digitSubject(
  spec: DigitAttackFields,
  { classifier, shouldStop }: PartSetting,
  otherPath = '/options/from',
): DigitSubject {
  const choice = digitChoice(spec.digits)
  const set = loadDigits(choice.labels, choice.split)
  const range = pixelRangeOf(spec)
  const bounds = pixelBounds(range)
  const held = classifier(spec.target.classifier)
  const targets = marginTargets(held.network, range)
  const byMeans = lazily(() => marginTargets(meanNetwork(choice.labels), range))
  const others = new Map<string, readonly Target[]>()
  const other = (name: string) => {
    const found = others.get(name) ?? marginTargets(classifier(name).network, range)
    others.set(name, found)
    return found
  }
  return {
    classifier: held,
    choice,
    bounds,
    set,
    start(i) {
      const trueClass = set.classes[choice.first + i] === 0 ? 0 : 1
      const where = `at or near image ${choice.first + i}`
      const guarded = (target: Target, path: string) =>
        interruptibleTarget(refusingOverflow(target, { where, path }), shouldStop)
      return {
        target: guarded(targets[trueClass]!, '/target/classifier'),
        x: imageAt(set, choice.first + i),
        trueClass,
        byMeans: () => byMeans()[trueClass]!,
        other: (name) => guarded(other(name)[trueClass]!, otherPath),
      }
    },
  }
}

/** By labels: reading all training images takes as long as a part of a job should. */
const meanNetworks = new Map<string, Network>()

/** Scores an image by its products with the mean training images of the two classes. */
function meanNetwork(labels: ImageSet['labels']): Network {
  const known = meanNetworks.get(labels.join())
  if (known !== undefined) return known
  const training = loadDigits(labels, 'train')
  const weights = new Float64Array(2 * DIGIT_PIXELS)
  for (const k of [0, 1]) weights.set(meanImage(training, k), k * DIGIT_PIXELS)
  const layer = { inputs: DIGIT_PIXELS, outputs: 2, weights, bias: new Float64Array(2), power: null }
  const network = { hill: null, layers: [layer] }
  meanNetworks.set(labels.join(), network)
  return network
}
