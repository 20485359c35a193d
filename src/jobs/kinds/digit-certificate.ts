import { DEFAULT_NORM, type Norm } from '../../core/attacks/norms.ts'
import { BOUNDS_PER_RADIUS, certifiedRadius } from '../../core/certificates/certified-radius.ts'
import { leastMargin } from '../../core/certificates/margin-bounds.ts'
import { imageAt } from '../../core/digits/image-set.ts'
import { MARGIN_THRESHOLD, marginTargets } from '../../core/digits/margin-target.ts'
import { pixelBounds } from '../../core/digits/pixel-range.ts'
import { countRight, shareRight } from '../../core/digits/right-answers.ts'
import { Interrupted } from '../../core/errors.ts'
import { leastAndMean } from '../../core/numerics/least-and-mean.ts'
import { quartiles } from '../../core/numerics/quantile.ts'
import { loadDigits } from '../../data/mnist.ts'
import { weightCount } from '../classifier.ts'
import { checkDigits, checkLabels, digitChoice, neededByTarget } from '../digits.ts'
import { finiteOrNull } from '../finite-or-null.ts'
import type { PartSetting, SplitKind } from '../kind.ts'
import { listOf } from '../list-of.ts'
import { NETWORK_MEMORY, networkMemory, ROOM } from '../memory.ts'
import { refusingOverflow } from '../refusing-overflow.ts'
import { DigitCertificateSpec } from '../specs/digit-certificate.ts'
import { tileRange } from '../tiles.ts'
import { usedClassifier } from '../used-classifier.ts'
import { checkSizes } from './perturbation/digit-attack.ts'
import { checkPixelRange, pixelRangeOf } from './perturbation/digit-subject.ts'

/** A part should take about so long, a bound of the margin of a small network takes about so long, both in ns. */
const PART_NANOSECONDS = 100e6
const NANOSECONDS_PER_BOUND = 20_000

/** None has more parts than this. */
const MOST_PARTS = 2000

/** Bytes of what is certified of an image, and of each size: as a part has it, as it is stored and joined. */
const PER_IMAGE = 500
const PER_BOUND = 50

/** What is certified of an image. */
interface CertifiedImage {
  readonly margin: number
  /** What the margin cannot go below, one a size; −∞ where numbers overflow. */
  readonly certified: readonly number[]
  readonly radius: number
}

export const digitCertificateKind: SplitKind<DigitCertificateSpec, readonly CertifiedImage[]> = {
  name: 'certificate',
  subject: 'digits',
  type: 'simulation',
  title: 'Certificate: of how many images no perturbation changes a network’s answer',
  source: 'Gowal et al., arXiv:1810.12715, section 3',
  spec: DigitCertificateSpec,
  costFormula: `images × weights × (sizes + ${BOUNDS_PER_RADIUS})`,
  memoryFormula: `${ROOM} + ${NETWORK_MEMORY} + images × (${PER_IMAGE} + ${PER_BOUND} × sizes)`,
  memory: (spec, heads) =>
    ROOM +
    networkMemory(neededByTarget(spec), heads) +
    digitChoice(spec.digits).count * (PER_IMAGE + PER_BOUND * listOf(spec.epsilon).length),
  splits: 'by ranges of images',
  classifiers: neededByTarget,
  cost: (spec, heads) =>
    digitChoice(spec.digits).count * weightCount(heads.get(spec.target.classifier)!) * boundsPerImage(spec),
  check(spec, _, heads) {
    checkDigits(spec.digits)
    checkLabels(digitChoice(spec.digits).labels, neededByTarget(spec), heads)
    checkPixelRange(spec, heads.get(spec.target.classifier)!.hill !== null)
    checkSizes(spec.epsilon, normOf(spec), '/epsilon')
  },
  parts: partsOf,
  runPart(spec, part, setting) {
    const { count } = digitChoice(spec.digits)
    const { from, to } = tileRange({ points: count, parts: partsOf(spec) }, part)
    const images = certify(spec, from, to, setting)
    return {
      value: images,
      frame: {
        from,
        to,
        right: {
          clean: countRight(images.map(({ margin }) => margin)),
          certified: columnsOf(images).map(countRight),
        },
      },
      message: `${to} of ${count} images`,
    }
  },
  join: (spec, parts, setting) => resultOf(spec, parts.flat(), setting),
}

function normOf({ norm }: DigitCertificateSpec): Norm {
  return norm ?? DEFAULT_NORM
}

function boundsPerImage({ epsilon }: DigitCertificateSpec): number {
  return listOf(epsilon).length + BOUNDS_PER_RADIUS
}

function partsOf(spec: DigitCertificateSpec): number {
  const { count } = digitChoice(spec.digits)
  const wanted = Math.ceil((count * boundsPerImage(spec) * NANOSECONDS_PER_BOUND) / PART_NANOSECONDS)
  return Math.min(wanted, count, MOST_PARTS)
}

/** Of the images [from, to) of those chosen. */
function certify(
  spec: DigitCertificateSpec,
  from: number,
  to: number,
  { classifier, shouldStop }: PartSetting,
): CertifiedImage[] {
  const { labels, split, first } = digitChoice(spec.digits)
  const norm = normOf(spec)
  const range = pixelRangeOf(spec)
  const bounds = pixelBounds(range)
  const { network } = classifier(spec.target.classifier)
  const targets = marginTargets(network, range)
  const set = loadDigits(labels, split)
  return Array.from({ length: to - from }, (_, i) => {
    if (shouldStop()) throw new Interrupted()
    const place = first + from + i
    const trueClass = set.classes[place] === 0 ? 0 : 1
    const x = imageAt(set, place)
    const at = { where: `at image ${place}`, path: '/target/classifier' }
    return {
      margin: refusingOverflow(targets[trueClass]!, at).output(x),
      certified: listOf(spec.epsilon).map((epsilon) =>
        leastMargin(network, trueClass, x, { epsilon, norm }, bounds),
      ),
      radius: certifiedRadius(network, trueClass, x, norm, bounds),
    }
  })
}

/** The certified margins of all images, a list a size. */
function columnsOf(images: readonly CertifiedImage[]): number[][] {
  return images[0]!.certified.map((_, k) => images.map(({ certified }) => certified[k]!))
}

function resultOf(
  spec: DigitCertificateSpec,
  images: readonly CertifiedImage[],
  { classifier }: PartSetting,
) {
  const { labels, split, first } = digitChoice(spec.digits)
  const epsilon = listOf(spec.epsilon)
  const margins = images.map(({ margin }) => margin)
  const columns = columnsOf(images)
  const accuracy = { clean: shareRight(margins), certified: columns.map(shareRight) }
  const radii = images.map(({ radius }) => radius)
  const certified = columns.map(leastAndMean)
  return {
    summary: {
      classifier: usedClassifier(classifier(spec.target.classifier).head),
      labels,
      split,
      first,
      images: images.length,
      epsilon,
      norm: normOf(spec),
      bounds: pixelRangeOf(spec),
      threshold: MARGIN_THRESHOLD,
      accuracy,
      margin: {
        clean: leastAndMean(margins).mean,
        mean: certified.map(({ mean }) => finiteOrNull(mean)),
        least: certified.map(({ least }) => finiteOrNull(least)),
      },
      radius: {
        quartiles: quartiles(radii),
        each: radii,
      },
    },
    arrays: {},
    message: `accuracy ${accuracy.clean.toFixed(4)}, and certified ${accuracy.certified.at(-1)!.toFixed(4)} for ε = ${epsilon.at(-1)}`,
  }
}
