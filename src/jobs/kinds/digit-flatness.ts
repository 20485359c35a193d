import {
  BOUNDARY_EVALUATIONS,
  FLATNESS_DEFAULTS,
  type Flatness,
  type FlatnessOptions,
  flatness,
} from '../../core/analyses/flatness.ts'
import { type FloorGradient, GRADIENTS_PER_FLOOR, regimeAtFloor } from '../../core/analyses/origin-regime.ts'
import { MARGIN_THRESHOLD, marginTargets } from '../../core/digits/margin-target.ts'
import { DIGIT_PIXELS } from '../../core/digits/network.ts'
import { countRight } from '../../core/digits/right-answers.ts'
import { interruptibleTarget } from '../../core/interruptible-target.ts'
import { median } from '../../core/numerics/quantile.ts'
import { randomStream } from '../../core/numerics/random.ts'
import { weightCount } from '../classifier.ts'
import { type ImageName, imageOf } from '../digit-image.ts'
import { checkDigits, checkLabels, type DigitChoice, digitChoice, neededByTarget } from '../digits.ts'
import type { PartSetting, SplitKind } from '../kind.ts'
import { NETWORK_MEMORY, networkMemory, ROOM } from '../memory.ts'
import { at } from '../paths.ts'
import { refusingOverflow } from '../refusing-overflow.ts'
import { DIGIT_FLATNESS_DEFAULTS, DigitFlatnessSpec } from '../specs/digit-flatness.ts'
import { usedClassifier } from '../used-classifier.ts'
import { flatnessSummary } from './flatness.ts'

/** Streams of random numbers: one for each image, after those of populations and controls. */
const FIRST_STREAM = 4096

/** Bytes of what is found around an image, in JSON too. */
const PER_IMAGE = 4000

/** What is found around one image. */
interface ImageFlatness {
  readonly image: ImageName
  readonly flatness: Flatness
  readonly floor: FloorGradient
}

export const digitFlatnessKind: SplitKind<DigitFlatnessSpec, ImageFlatness> = {
  name: 'flatness',
  subject: 'digits',
  type: 'simulation',
  title: 'Flatness: how flat the landscape of a network is around images, and how far its decision boundary',
  source: 'arXiv:1807.04270, sections IV and V',
  spec: DigitFlatnessSpec,
  costFormula: `images × weights × (draws + ${GRADIENTS_PER_FLOOR * DIGIT_PIXELS + BOUNDARY_EVALUATIONS})`,
  memoryFormula: `${ROOM} + ${NETWORK_MEMORY} + ${PER_IMAGE} × images`,
  memory: (spec, heads) =>
    ROOM + networkMemory(neededByTarget(spec), heads) + PER_IMAGE * choiceOf(spec).count,
  splits: 'by images',
  classifiers: neededByTarget,
  cost(spec, heads) {
    const evaluations = optionsOf(spec).draws + GRADIENTS_PER_FLOOR * DIGIT_PIXELS + BOUNDARY_EVALUATIONS
    return choiceOf(spec).count * weightCount(heads.get(spec.target.classifier)!) * evaluations
  },
  check(spec, _, heads) {
    const check = () => checkDigits({ ...spec.digits, count: choiceOf(spec).count })
    if (spec.digits?.count === undefined) at('/digits/first', check)
    else check()
    checkLabels(choiceOf(spec).labels, neededByTarget(spec), heads)
  },
  parts: (spec) => choiceOf(spec).count,
  runPart(spec, part, setting) {
    const value = around(spec, part, setting)
    const { image, flatness, floor } = value
    return {
      value,
      frame: { image, ...flatnessSummary(flatness, floor) },
      message: `image ${part + 1} of ${choiceOf(spec).count}: ${floor.regime.replaceAll('-', ' ')}`,
    }
  },
  join(spec, images, { classifier }) {
    const { labels, split, first } = choiceOf(spec)
    const right = countRight(images.map(({ flatness }) => flatness.margin))
    const medians = mediansOf(images)
    return {
      summary: {
        classifier: usedClassifier(classifier(spec.target.classifier).head),
        labels,
        split,
        first,
        images: images.length,
        right,
        threshold: MARGIN_THRESHOLD,
        unit: '',
        ...optionsOf(spec),
        median: medians,
        each: images.map(({ image, flatness, floor }) => ({ image, ...flatnessSummary(flatness, floor) })),
      },
      arrays: {},
      message: `${medians.regime.replaceAll('-', ' ')}; ${right} of ${images.length} images are told rightly`,
    }
  },
}

function choiceOf({ digits }: DigitFlatnessSpec): DigitChoice {
  return digitChoice({ ...digits, count: digits?.count ?? DIGIT_FLATNESS_DEFAULTS.count })
}

function optionsOf({ radius, draws }: DigitFlatnessSpec): FlatnessOptions {
  return { radius: radius ?? FLATNESS_DEFAULTS.radius, draws: draws ?? FLATNESS_DEFAULTS.draws }
}

/** Flatness and regime around image `i` of those that the spec asks for. */
function around(
  spec: DigitFlatnessSpec,
  i: number,
  { seed, shouldStop, classifier }: PartSetting,
): ImageFlatness {
  const { labels, split, first } = choiceOf(spec)
  const { name, trueClass, x } = imageOf({ labels: [...labels], split, index: first + i })
  const { network } = classifier(spec.target.classifier)
  const place = { where: `at or near image ${name.index}`, path: '/target/classifier' }
  const target = interruptibleTarget(refusingOverflow(marginTargets(network)[trueClass]!, place), shouldStop)
  const random = randomStream(seed, FIRST_STREAM + name.index)
  return {
    image: name,
    flatness: flatness(target, x, optionsOf(spec), random),
    floor: regimeAtFloor(target, x),
  }
}

/** The medians over the images that have a number, and the regime of most. */
function mediansOf(images: readonly ImageFlatness[]) {
  const middle = (of: (image: ImageFlatness) => number | null) =>
    median(images.map(of).filter((value) => value !== null && Number.isFinite(value)) as number[])
  const critical = images.filter(({ floor }) => floor.regime === 'critical-point').length
  return {
    output: middle(({ flatness }) => flatness.output),
    margin: middle(({ flatness }) => flatness.margin),
    gradientNorm: {
      l2: middle(({ flatness }) => flatness.gradientNorm.l2),
      l1: middle(({ flatness }) => flatness.gradientNorm.l1),
    },
    vanishing: middle(({ flatness }) => flatness.vanishing),
    relativeChange: middle(({ flatness }) => flatness.relativeChange),
    boundary: {
      linf: middle(({ flatness }) => flatness.boundary.linf),
      l2: middle(({ flatness }) => flatness.boundary.l2),
    },
    steepening: middle(({ flatness }) => flatness.steepening),
    regime: 2 * critical > images.length ? ('critical-point' as const) : ('no-critical-point' as const),
    criticalPoints: critical,
    gradientAtFloor: middle(({ floor }) => floor.gradientAtFloor),
    pullAtFloor: middle(({ floor }) => floor.pullAtFloor),
  }
}
