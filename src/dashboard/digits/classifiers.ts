import type { ClassifierResource } from '../../api/schemas/classifier.ts'
import { getJson } from '../service/client.ts'

export type Classifier = ClassifierResource

export async function loadClassifiers(signal?: AbortSignal): Promise<readonly Classifier[]> {
  return (await getJson<{ classifiers: Classifier[] }>('/v1/classifiers', signal)).classifiers
}

/** What is to be known of a classifier before one attacks it. */
export function describeClassifier({ labels, hill, layers, status }: Classifier): string {
  const widths = [...layers.map(({ inputs }) => inputs), layers.at(-1)?.outputs].join('–')
  const filter = hill === null ? 'no filter' : `Hill filter n = ${hill.n}, θ = ${hill.theta}`
  const first = status === 'ready' ? '' : ` ${TRAINED_FIRST[status]}`
  return `Tells ${labels[0]} from ${labels[1]}; ${widths}, ${filter}.${first}`
}

const TRAINED_FIRST = {
  untrained:
    'It is trained when it is first named, which takes some seconds to a minute: the job waits for that.',
  training: 'It is being trained: the job waits for that.',
} as const
