import { CLASSES, DIGIT_PIXELS, type HillInput, type Network } from '../src/core/digits/network.ts'
import { randomStream } from '../src/core/numerics/random.ts'
import {
  type ClassifierHead,
  type ClassifierRecord,
  digestOf,
  flatten,
  type HeldClassifier,
  shapeOf,
} from '../src/jobs/classifier.ts'

/** A network of these widths between pixels and classes, its weights drawn from a seed. */
export function randomNetwork(
  hidden: readonly number[] = [],
  seed = 1,
  hill: HillInput | null = null,
  activation = 1,
): Network {
  const random = randomStream(seed, 0)
  const draw = (count: number) => Float64Array.from({ length: count }, () => random.uniform() - 0.5)
  const widths = [DIGIT_PIXELS, ...hidden, CLASSES]
  const layers = widths.slice(1).map((outputs, i) => {
    const inputs = widths[i]!
    const power = i < hidden.length ? activation : null
    return { inputs, outputs, weights: draw(outputs * inputs), bias: draw(outputs), power }
  })
  return { hill, layers }
}

/** What is stored of a network. */
export function held(
  name: string,
  network = randomNetwork(),
  labels: ClassifierHead['labels'] = [3, 7],
): HeldClassifier & { readonly record: ClassifierRecord } {
  const weights = flatten(network)
  const shape = shapeOf(network, labels)
  const record: ClassifierRecord = {
    ...shape,
    name,
    createdAt: '2026-01-02T03:04:05.678Z',
    owner: null,
    digest: digestOf(shape, weights),
    provenance: { source: 'uploaded', original: null },
    metrics: null,
  }
  return { record, weights }
}
