import type { TSchema } from 'typebox'
import type { Norm } from '../../../core/attacks/norms.ts'
import { controlDraws } from '../../../core/attacks/perturbation-report.ts'
import { DIGIT_PIXELS } from '../../../core/digits/network.ts'
import { countRight } from '../../../core/digits/right-answers.ts'
import { InvalidInput } from '../../../core/errors.ts'
import { mostWeights } from '../../classifier.ts'
import { checkDigits, checkLabels, digitChoice, neededByTarget } from '../../digits.ts'
import type { ClassifierHeads, NeededClassifier, PartSetting, SplitKind } from '../../kind.ts'
import { listOf } from '../../list-of.ts'
import { NETWORK_MEMORY, networkMemory, ROOM } from '../../memory.ts'
import type { DigitAttackFields } from '../../specs/digits.ts'
import { tileRange } from '../../tiles.ts'
import { attackImage, CROSS_CHECK, type ImageOutcome } from './digit-outcome.ts'
import { checkPixelRange, type DigitStart, digitSubject } from './digit-subject.ts'
import { examplePixels, summarise } from './digit-summary.ts'
import type { PerturbationMethod } from './method.ts'

/** A part should take about so long, an output or gradient of a small network takes about so long, both in ns. */
const PART_NANOSECONDS = 100e6
const NANOSECONDS_PER_EVALUATION = 4000

/** Small jobs have parts for so many workers; none has more parts than this. */
const PARTS_FOR_ALL_WORKERS = 8
const MOST_PARTS = 2000

/** Bytes of an image's outcome, of that of each size, and of a pixel that is kept: stored, joined, and in the result. */
const PER_IMAGE = 1000
const PER_OUTCOME = 1000
const PER_PIXEL = 48

/** Pixels of all examples of a job together. */
const MOST_EXAMPLE_PIXELS = 10_000_000

/** The longest perturbation in each norm: of a picture from black to white. */
const LONGEST: Readonly<Record<Norm, number>> = { linf: 1, l2: Math.sqrt(DIGIT_PIXELS), l0: DIGIT_PIXELS }

type DigitSpec<Options> = Options & DigitAttackFields

/** The kind of job that attacks the images of two digits, and reports accuracies beside controls and certificates. */
export function digitAttack<Options>(
  method: PerturbationMethod<Options, DigitStart>,
  title: string,
  spec: TSchema,
  others: (spec: Options) => readonly NeededClassifier[] = () => [],
): SplitKind<DigitSpec<Options>, readonly ImageOutcome[]> {
  const { name, source, costFormula } = method
  const needed = (spec: DigitSpec<Options>) => [...neededByTarget(spec), ...others(spec)]
  const parts = (spec: DigitSpec<Options>) => {
    const { count } = digitChoice(spec.digits)
    const evaluations = method.evaluations(spec) + CROSS_CHECK.queries
    const wanted = Math.ceil((count * evaluations * NANOSECONDS_PER_EVALUATION) / PART_NANOSECONDS)
    return Math.max(1, Math.min(Math.max(wanted, PARTS_FOR_ALL_WORKERS), count, MOST_PARTS))
  }
  return {
    name,
    type: 'attack',
    subject: 'digits',
    title,
    source,
    spec,
    costFormula: `images × weights × (${costFormula})`,
    memoryFormula: `${ROOM} + ${NETWORK_MEMORY} + images × (${PER_IMAGE} + ${PER_OUTCOME} × sizes) + ${PER_PIXEL} × ${DIGIT_PIXELS} × examples × (sizes + 1)`,
    memory(spec, heads) {
      const { count, examples } = digitChoice(spec.digits)
      const sizes = listOf(method.epsilon(spec) ?? 0).length
      const pixels = DIGIT_PIXELS * examples * (sizes + 1)
      const images = count * (PER_IMAGE + PER_OUTCOME * sizes)
      return ROOM + networkMemory(needed(spec), heads) + images + PER_PIXEL * pixels
    },
    splits: 'by ranges of images',
    classifiers: needed,
    cost: (spec, heads) =>
      digitChoice(spec.digits).count * mostWeights(needed(spec), heads) * method.evaluations(spec),
    check(spec, _, heads) {
      checkDigits(spec.digits)
      checkLabels(digitChoice(spec.digits).labels, needed(spec), heads)
      checkPixelRange(spec, filters(needed(spec), heads))
      checkSizes(method.epsilon(spec) ?? [], method.norm(spec))
      checkExamples(spec, listOf(method.epsilon(spec) ?? 0).length)
      method.check?.(spec)
    },
    parts,
    runPart(spec, part, setting) {
      const { count } = digitChoice(spec.digits)
      const { from, to } = tileRange({ points: count, parts: parts(spec) }, part)
      const images = attackImages(method, spec, { from, to }, setting)
      return {
        value: images,
        frame: { from, to, ...tally(images) },
        message: `${to} of ${count} images`,
      }
    },
    join(spec, values, { classifier }) {
      const { head } = classifier(spec.target.classifier)
      return summarise(values.flat(), {
        head,
        choice: digitChoice(spec.digits),
        norm: method.norm(spec),
        sized: method.epsilon(spec) !== null,
        followsGradients: method.followsGradients,
        controlDraws: controlDraws(DIGIT_PIXELS),
      })
    },
  }
}

function attackImages<Options>(
  method: PerturbationMethod<Options, DigitStart>,
  spec: DigitSpec<Options>,
  { from, to }: { from: number; to: number },
  setting: PartSetting,
): ImageOutcome[] {
  const subject = digitSubject(spec, setting)
  return Array.from({ length: to - from }, (_, i) => attackImage(method, spec, subject, from + i, setting))
}

/** How many of some images are right before, and after each size. */
function tally(images: readonly ImageOutcome[]): object {
  const sizes = images[0]?.sizes.map((_, k) => k) ?? []
  return {
    right: {
      clean: countRight(images.map(({ margin }) => margin)),
      attacked: sizes.map((k) => countRight(images.map((image) => image.sizes[k]!.margin))),
    },
  }
}

function filters(needed: readonly NeededClassifier[], heads: ClassifierHeads): boolean {
  return needed.some(({ name }) => heads.get(name)!.hill !== null)
}

/** Refuses sizes that no perturbation of pixels in [0, 1] can have. Throws `InvalidInput` at the path of ε. */
export function checkSizes(epsilon: number | readonly number[], norm: Norm, path = '/options/epsilon'): void {
  const sizes = listOf(epsilon)
  const wrong = sizes.findIndex((size) => size > LONGEST[norm] || (norm === 'l0' && !Number.isInteger(size)))
  if (wrong === -1) return
  const what =
    norm === 'l0' ? `a whole number of pixels, at most ${DIGIT_PIXELS}` : `at most ${LONGEST[norm]}`
  throw new InvalidInput(
    'wrong-size',
    sizes === epsilon ? `${path}/${wrong}` : path,
    `in ${norm} a size is ${what}, not ${sizes[wrong]}`,
  )
}

function checkExamples({ digits }: DigitAttackFields, sizes: number): void {
  const pixels = examplePixels(digitChoice(digits).examples, sizes)
  if (pixels <= MOST_EXAMPLE_PIXELS) return
  throw new InvalidInput(
    'too-many-examples',
    '/digits/examples',
    `the examples would hold ${pixels} pixels in all sizes together; at most ${MOST_EXAMPLE_PIXELS} are kept`,
  )
}
