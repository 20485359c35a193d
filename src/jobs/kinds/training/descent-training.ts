import type { TSchema } from 'typebox'
import { firstImages, type ImageSet } from '../../../core/digits/image-set.ts'
import { DIGIT_PIXELS, type Network } from '../../../core/digits/network.ts'
import { ADVERSARIAL_DEFAULTS } from '../../../core/digits/training/adversarial.ts'
import {
  ADAM_DEFAULTS,
  type OptimiserOptions,
  SGD_DEFAULTS,
} from '../../../core/digits/training/optimiser.ts'
import {
  type EpochReport,
  TRAINING_DEFAULTS,
  type TrainingOptions,
  type TrainingState,
  train,
} from '../../../core/digits/training/train.ts'
import { InvalidInput } from '../../../core/errors.ts'
import { type RandomStream, randomStream } from '../../../core/numerics/random.ts'
import { loadDigits } from '../../../data/mnist.ts'
import { type ClassifierShape, type LayerShape, MOST_WEIGHTS, weightCount } from '../../classifier.ts'
import { checkLabels } from '../../digits.ts'
import type { ClassifierHeads, KindEvent, KindResult, KindSetting, WholeKind } from '../../kind.ts'
import { DIGITS, ROOM } from '../../memory.ts'
import type { DescentTraining } from '../../specs/trainings.ts'
import { checkTrainingDigits, trainingDigits } from './training-digits.ts'

/** Units of all layers times images of a batch: each takes three numbers while it is learnt from. */
const MOST_ACTIVATIONS = 20_000_000

/** Bytes of a weight: itself, its gradient and moments, and their copies in a checkpoint; of a pixel, and of a unit. */
const PER_WEIGHT = 144
const PER_INPUT = 24 * DIGIT_PIXELS
const PER_ACTIVATION = 32

/** What tells one training by gradient descent from another. */
export interface DescentMethod<Spec extends DescentTraining> {
  readonly name: Spec['kind']
  readonly title: string
  readonly source: string
  readonly spec: TSchema
  layers(spec: Spec): readonly LayerShape[]
  /** The network before its training, unless it starts from another's weights. */
  initial(spec: Spec, training: ImageSet, random: RandomStream): Network
  /** Refuses options that have no meaning together. Throws `InvalidInput`, its paths into the spec. */
  check?(spec: Spec): void
}

/** The kind of job that trains a network by gradient descent on the cross-entropy. */
export function descentTraining<Spec extends DescentTraining>(method: DescentMethod<Spec>): WholeKind<Spec> {
  const { name, title, source, spec } = method
  const shape = (spec: Spec): ClassifierShape => ({
    labels: trainingDigits(spec).labels,
    hill: spec.hill ?? null,
    layers: method.layers(spec),
  })
  const needed = ({ warmStart }: Spec) =>
    warmStart === undefined ? [] : [{ name: warmStart, path: '/warmStart' }]
  return {
    name,
    type: 'training',
    title,
    source,
    spec,
    costFormula: 'images × epochs × 3 × weights × (1 + attacked part × steps × (restarts + 1))',
    memoryFormula: `${ROOM} + ${DIGITS} + ${PER_WEIGHT} × weights + batch size × (${PER_INPUT} + ${PER_ACTIVATION} × units)`,
    memory(spec) {
      const own = shape(spec)
      const perImage = PER_INPUT + PER_ACTIVATION * unitsOf(own)
      return ROOM + DIGITS + PER_WEIGHT * weightCount(own) + optionsOf(spec).batchSize * perImage
    },
    makes: (spec) => spec.name ?? null,
    shape,
    classifiers: needed,
    cost(spec) {
      const { epochs, adversarial } = optionsOf(spec)
      const { share, steps, restarts, attack } = adversarial ?? {
        share: 0,
        steps: 0,
        restarts: 0,
        attack: 'pgd',
      }
      const attacks = share * (attack === 'fgsm' ? 1 : steps * (restarts + 1))
      return trainingDigits(spec).count * epochs * 3 * weightCount(shape(spec)) * (1 + attacks)
    },
    check(spec, _, heads) {
      checkTrainingDigits(spec)
      checkRoom(shape(spec), optionsOf(spec).batchSize)
      checkLabels(trainingDigits(spec).labels, needed(spec), heads)
      checkWarmStart(spec.warmStart, shape(spec), heads)
      checkAdversarial(spec)
      method.check?.(spec)
    },
    run: (spec, setting) => run(method, spec, setting),
  }
}

function* run<Spec extends DescentTraining>(
  method: DescentMethod<Spec>,
  spec: Spec,
  { seed, shouldStop, classifier, resumeFrom }: KindSetting,
): Generator<KindEvent, KindResult, void> {
  const { labels, count } = trainingDigits(spec)
  const training = firstImages(loadDigits(labels, 'train'), count)
  const test = loadDigits(labels, 'test')
  const start =
    spec.warmStart === undefined
      ? method.initial(spec, training, randomStream(seed, 0))
      : classifier(spec.warmStart).network
  const options = optionsOf(spec)
  const epochs = train(start, options, {
    training,
    test,
    seed,
    shouldStop,
    resumeFrom: resumeFrom as TrainingState | null,
  })
  for (;;) {
    const { done, value } = epochs.next()
    if (done) {
      const { network, reports } = value
      const last = reports.at(-1)!
      const metrics = { accuracy: last.accuracy, loss: last.loss }
      const images = { training: count, test: test.classes.length }
      return {
        summary: { labels, images, parameters: weightCount(network), ...history(reports), ...metrics },
        arrays: {},
        message: `told ${percent(last.accuracy.test)} of the test images rightly`,
        classifier: { labels, network, metrics: { ...metrics, images } },
      }
    }
    const { report, state } = value
    const message = `epoch ${report.epoch}: loss ${report.loss.toPrecision(4)}, ${percent(report.accuracy.test)} of the test images`
    yield { type: 'frame', data: report, fraction: report.epoch / options.epochs, message }
    yield { type: 'safe-point', checkpoint: state }
  }
}

/** The reports of all epochs, a list a number. */
function history(reports: readonly EpochReport[]): object {
  return {
    epochs: {
      epoch: reports.map(({ epoch }) => epoch),
      loss: reports.map(({ loss }) => loss),
      accuracy: {
        training: reports.map(({ accuracy }) => accuracy.training),
        test: reports.map(({ accuracy }) => accuracy.test),
      },
    },
  }
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}

/** The options of a spec, defaults in place of those left out. */
function optionsOf(spec: DescentTraining): TrainingOptions {
  const { epochs, batchSize, weightDecay, noise } = { ...TRAINING_DEFAULTS, ...spec }
  return {
    optimiser: optimiserOf(spec.optimiser),
    epochs,
    batchSize,
    weightDecay,
    noise,
    adversarial: spec.adversarial === undefined ? null : { ...ADVERSARIAL_DEFAULTS, ...spec.adversarial },
  }
}

function optimiserOf(given: DescentTraining['optimiser'] = { method: 'adam' }): OptimiserOptions {
  return given.method === 'adam' ? { ...ADAM_DEFAULTS, ...given } : { ...SGD_DEFAULTS, ...given }
}

/** Refuses what a worker has no room for, or what could not be written down. Throws `InvalidInput`. */
function checkRoom(own: ClassifierShape, batchSize: number): void {
  const weights = weightCount(own)
  if (weights > MOST_WEIGHTS) {
    const detail = `the network would have ${weights} weights and biases; at most ${MOST_WEIGHTS} are kept`
    throw new InvalidInput('network-too-large', '/hidden', detail)
  }
  const units = unitsOf(own)
  if (units * batchSize <= MOST_ACTIVATIONS) return
  const detail = `a batch of ${batchSize} images in ${units} units takes more room than there is: at most ${Math.floor(MOST_ACTIVATIONS / units)} images fit`
  throw new InvalidInput('batch-too-large', '/batchSize', detail)
}

function unitsOf({ layers }: ClassifierShape): number {
  return layers.reduce((sum, { outputs }) => sum + outputs, 0)
}

/** Refuses options of PGD for FGSM, which has none. Throws `InvalidInput`. */
function checkAdversarial({ adversarial }: DescentTraining): void {
  if (adversarial?.attack !== 'fgsm') return
  const foreign = (['steps', 'restarts'] as const).find((name) => adversarial[name] !== undefined)
  if (foreign === undefined) return
  throw new InvalidInput(
    'option-of-another-method',
    `/adversarial/${foreign}`,
    `${foreign} is for the attack pgd, not for fgsm`,
  )
}

/** Refuses to start from the weights of a network of another shape. Throws `InvalidInput` at /warmStart. */
function checkWarmStart(name: string | undefined, own: ClassifierShape, heads: ClassifierHeads): void {
  if (name === undefined) return
  const from = heads.get(name)!
  const described = ({ hill, layers }: ClassifierShape) =>
    `${[DIGIT_PIXELS, ...layers.map(({ outputs }) => outputs)].join('-')}${hill ? `, Hill input n = ${hill.n}, θ = ${hill.theta}` : ', no Hill input'}`
  const powers = ({ layers }: ClassifierShape) => layers.map(({ power }) => power).join()
  if (described(from) === described(own) && powers(from) === powers(own)) return
  throw new InvalidInput(
    'other-shape',
    '/warmStart',
    `${name} is ${described(from)}; this training makes ${described(own)}${described(from) === described(own) ? ' with other activations' : ''}`,
  )
}
