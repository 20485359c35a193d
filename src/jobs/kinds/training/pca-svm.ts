import { fgsm } from '../../../core/attacks/fgsm.ts'
import { boundaryTilt, boundaryTiltAmongComponents } from '../../../core/digits/boundary-tilt.ts'
import { firstImages, type ImageSet, imageAt, imageCount } from '../../../core/digits/image-set.ts'
import { marginTargets } from '../../../core/digits/margin-target.ts'
import { CLASSES, DIGIT_PIXELS, type Network } from '../../../core/digits/network.ts'
import { PCA_SVM_DEFAULTS, trainPcaSvm } from '../../../core/digits/pca-svm.ts'
import { Interrupted, InvalidInput } from '../../../core/errors.ts'
import { grandMoments, loadDigits } from '../../../data/mnist.ts'
import { weightCount } from '../../classifier.ts'
import { checkLabels } from '../../digits.ts'
import type { WholeKind } from '../../kind.ts'
import { DIGITS, ROOM } from '../../memory.ts'
import { at, respelling } from '../../paths.ts'
import { PcaSvmTraining } from '../../specs/trainings.ts'
import { percent } from './descent-training.ts'
import { checkTrainingDigits, trainingDigits } from './training-digits.ts'

/** Passes over the images that the components take, about. */
const PASSES = 40

/** Bytes of an element of the covariance, and of what the images are projected to. */
const PER_ELEMENT = 32

const optionsOf = (spec: PcaSvmTraining) => ({
  components: spec.components ?? PCA_SVM_DEFAULTS.components,
  c: spec.penalty ?? PCA_SVM_DEFAULTS.c,
})

const shape = (spec: PcaSvmTraining) => {
  const { components } = optionsOf(spec)
  return {
    labels: trainingDigits(spec).labels,
    hill: null,
    layers: [
      { inputs: DIGIT_PIXELS, outputs: components, power: null },
      { inputs: components, outputs: CLASSES, power: null },
    ],
  }
}

const needed = ({ adversarial }: PcaSvmTraining) =>
  adversarial === undefined ? [] : [{ name: adversarial.from, path: '/adversarial/from' }]

export const pcaSvmTraining: WholeKind<PcaSvmTraining> = {
  name: 'pca-svm',
  type: 'training',
  title: 'Train a linear support vector machine on principal components',
  source: 'arXiv:1807.04270, the figure of boundary tilting, and the authors’ script',
  spec: PcaSvmTraining,
  costFormula: `${PASSES} × images × ${DIGIT_PIXELS} × components`,
  memoryFormula: `${ROOM} + ${2 * DIGITS} + ${PER_ELEMENT} × (${DIGIT_PIXELS}² + (images + ${DIGIT_PIXELS}) × components)`,
  memory(spec) {
    const { components } = optionsOf(spec)
    const projected = (trainingDigits(spec).count + DIGIT_PIXELS) * components
    // All images are read for their moments, besides the digits' own.
    return ROOM + 2 * DIGITS + PER_ELEMENT * (DIGIT_PIXELS ** 2 + projected)
  },
  makes: (spec) => spec.name ?? null,
  shape,
  classifiers: needed,
  cost: (spec) => PASSES * trainingDigits(spec).count * DIGIT_PIXELS * optionsOf(spec).components,
  check(spec, _, heads) {
    checkTrainingDigits(spec)
    checkComponents(spec)
    checkLabels(trainingDigits(spec).labels, needed(spec), heads)
    const bent = needed(spec).find(({ name }) => {
      const { hill, layers } = heads.get(name)!
      return hill !== null || layers.some(({ power }) => power !== null)
    })
    if (bent === undefined) return
    throw new InvalidInput(
      'not-linear',
      bent.path,
      `${bent.name} is not linear: its boundary has no one direction`,
    )
  },
  *run(spec, { shouldStop, classifier }) {
    const { labels, count } = trainingDigits(spec)
    const training = firstImages(loadDigits(labels, 'train'), count)
    const test = loadDigits(labels, 'test')
    const plain = spec.adversarial && classifier(spec.adversarial.from).network
    const learnt = plain
      ? attackedImages(plain, training, spec.adversarial!.epsilon, shouldStop)
      : imagesOf(training)
    const samples = { count, dimension: DIGIT_PIXELS, at: (i: number) => learnt(i) }
    const options = { ...optionsOf(spec), deviation: grandMoments().deviation }
    const network = respelling(inSpec, () => trainPcaSvm(samples, training.classes, options, shouldStop))
    const accuracy = { training: accuracyOf(network, training), test: accuracyOf(network, test) }
    const boundary = plain ? at('/adversarial/from', () => tiltsOf(plain, network)) : null
    const images = { training: count, test: imageCount(test) }
    const message = `told ${percent(accuracy.test)} of the test images rightly`
    yield { type: 'frame', data: { accuracy, boundary }, fraction: 1, message }
    return {
      summary: { labels, images, parameters: weightCount(network), accuracy, boundary },
      arrays: {},
      message,
      classifier: { labels, network, metrics: { accuracy, images } },
    }
  },
}

/** Where a spec has what the method calls by another name. */
function inSpec(path: string): string {
  if (path === '/c') return '/penalty'
  return path === '/classes' ? '/digits/count' : path
}

/** Refuses more components than the images have. Throws `InvalidInput` at /components. */
function checkComponents(spec: PcaSvmTraining): void {
  const { count } = trainingDigits(spec)
  const { components } = optionsOf(spec)
  if (components < count) return
  const detail = `${count} images have at most ${count - 1} components, not ${components}`
  throw new InvalidInput('component-count', '/components', detail)
}

const imagesOf = (set: ImageSet) => (i: number) => imageAt(set, i)

/** The images moved against a fixed network: the same each time they are read. */
function attackedImages(network: Network, set: ImageSet, epsilon: number, shouldStop: () => boolean) {
  const targets = marginTargets(network)
  return (i: number) => {
    if (shouldStop()) throw new Interrupted()
    return fgsm(targets[set.classes[i]!]!, imageAt(set, i), epsilon)
  }
}

function accuracyOf(network: Network, set: ImageSet): number {
  const targets = marginTargets(network)
  let right = 0
  for (let i = 0; i < imageCount(set); i++) {
    const target = targets[set.classes[i]!]!
    if (target.output(imageAt(set, i)) > target.threshold) right++
  }
  return right / imageCount(set)
}

/**
 * By how much the boundary has turned (degrees): in the space of pixels, and as it is seen where each machine's images
 * are drawn by its own components; null there where they look at unlike numbers of them.
 */
function tiltsOf(plain: Network, robust: Network) {
  const alike = plain.layers[0]!.outputs === robust.layers[0]!.outputs && plain.layers.length === 2
  return {
    tilt: boundaryTilt(plain, robust),
    tiltAmongComponents: alike ? boundaryTiltAmongComponents(plain, robust) : null,
  }
}
