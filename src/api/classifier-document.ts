import { CLASSES, DIGIT_PIXELS, type Network } from '../core/digits/network.ts'
import { InvalidInput } from '../core/errors.ts'
import {
  type ClassifierRecord,
  digestOf,
  flatten,
  type HeldClassifier,
  MOST_WEIGHTS,
  networkOf,
  shapeOf,
  weightCount,
} from '../jobs/classifier.ts'
import { type ClassifierDocument, DOCUMENT_FORMAT, type NetworkDocument } from './schemas/classifier.ts'

/** Characters of what a document says besides, as JSON. */
const MOST_REMARKS = 65_536

/** Null where whoever asks is not to know the origin. */
type DocumentedClassifier = Omit<ClassifierRecord, 'provenance'> & {
  readonly provenance: ClassifierRecord['provenance'] | null
}

/** A classifier as a document: what `readDocument` takes. */
export function documentOf(record: DocumentedClassifier, weights: Float64Array): ClassifierDocument {
  const { name, labels, digest, provenance, metrics } = record
  const { hill, layers } = networkOf(record, weights)
  const rows = layers.map(({ inputs, outputs, weights: flat, bias, power }) => ({
    weights: Array.from({ length: outputs }, (_, row) =>
      Array.from(flat.subarray(row * inputs, (row + 1) * inputs)),
    ),
    bias: Array.from(bias),
    power,
  }))
  return {
    format: DOCUMENT_FORMAT,
    name,
    labels,
    network: { hill, layers: rows },
    digest,
    provenance,
    metrics,
  }
}

/**
 * The classifier that a document describes. What it says of its origin is kept as that, unchecked, but for the digest.
 *
 * Throws `InvalidInput`, its paths into the document.
 */
export function readDocument(
  document: ClassifierDocument,
  createdAt: string,
  owner: string | null,
): HeldClassifier {
  const { name, labels, digest: given, provenance, metrics } = document
  const network = readNetwork(document.network)
  const shape = shapeOf(network, labels)
  const weights = flatten(network)
  const digest = digestOf(shape, weights)
  if (given !== undefined && given !== digest) {
    throw new InvalidInput('digest-mismatch', '/digest', `the digest of this classifier is ${digest}`)
  }
  const remarks = { digest: given, provenance, metrics }
  const original = Object.values(remarks).every((remark) => remark === undefined) ? null : remarks
  for (const field of ['provenance', 'metrics'] as const) {
    if ((JSON.stringify(document[field]) ?? '').length > MOST_REMARKS) {
      throw new InvalidInput('too-long', `/${field}`, `${field} may have ${MOST_REMARKS} characters at most`)
    }
  }
  const origin = { source: 'uploaded', original } as const
  return { record: { ...shape, name, createdAt, owner, digest, provenance: origin, metrics: null }, weights }
}

/** Throws `InvalidInput` for layers that do not fit together, or do not fit the pixels and the classes. */
function readNetwork({ hill, layers }: NetworkDocument): Network {
  let width = DIGIT_PIXELS
  const read = layers.map(({ weights, bias, power }, i) => {
    const path = `/network/layers/${i}`
    const [inputs, outputs] = [width, weights.length]
    const odd = weights.findIndex((row) => row.length !== inputs)
    if (odd !== -1) {
      const source = i === 0 ? 'the pixels' : 'the layer before gives'
      throw wrongShape(`${path}/weights/${odd}`, `has ${weights[odd]!.length} numbers; ${source}: ${inputs}`)
    }
    if (bias.length !== outputs)
      throw wrongShape(`${path}/bias`, `has ${bias.length} numbers, but there are ${outputs} rows of weights`)
    width = outputs
    return {
      inputs,
      outputs,
      power,
      weights: Float64Array.from(weights.flat()),
      bias: Float64Array.from(bias),
    }
  })
  const end = layers.length - 1
  if (width !== CLASSES)
    throw wrongShape(
      `/network/layers/${end}/weights`,
      `has ${width} rows; a classifier has ${CLASSES} scores`,
    )
  if (read[end]!.power !== null)
    throw wrongShape(`/network/layers/${end}/power`, 'must be null: scores are not rectified')
  if (weightCount({ layers: read }) > MOST_WEIGHTS)
    throw wrongShape('/network/layers', `have more than ${MOST_WEIGHTS} weights`)
  return { hill, layers: read }
}

function wrongShape(path: string, message: string): InvalidInput {
  return new InvalidInput('wrong-network', path, `${path} ${message}`)
}
