import { createHash } from 'node:crypto'
import type { DenseLayer, HillInput, Network } from '../core/digits/network.ts'
import { InvalidInput } from '../core/errors.ts'

/** A layer without its weights. */
export interface LayerShape {
  readonly inputs: number
  readonly outputs: number
  readonly power: number | null
}

/** What a classifier is but for its name and its weights. */
export interface ClassifierShape {
  /** The two digits that it tells apart; class 0 is the first. */
  readonly labels: readonly [number, number]
  readonly hill: HillInput | null
  readonly layers: readonly LayerShape[]
}

/** What is known of a classifier before it is trained, too. */
export interface ClassifierHead extends ClassifierShape {
  readonly name: string
}

/** Where a classifier comes from; `original` is what an uploaded document said of itself. */
export type Provenance =
  | {
      readonly source: 'trained'
      readonly job: string
      readonly seed: number
      readonly spec: Readonly<Record<string, unknown>>
    }
  | { readonly source: 'uploaded'; readonly original: object | null }

/** A classifier as it is stored, but for its weights. */
export interface ClassifierRecord extends ClassifierHead {
  /** RFC 3339. */
  readonly createdAt: string
  /** The name of the key that made it; null of what is nobody's, such as a ready-made one. */
  readonly owner: string | null
  /** Of all that its answers depend on: see `digestOf`. */
  readonly digest: string
  readonly provenance: Provenance
  readonly metrics: object | null
}

/** A classifier as it comes out of its training; the store adds where it comes from. */
export interface TrainedClassifier extends ClassifierShape {
  readonly digest: string
  readonly metrics: object
  readonly weights: Float64Array
}

/** A stored classifier with its weights: all layers one after the other, of each its weights, then its bias. */
export interface HeldClassifier {
  readonly record: ClassifierRecord
  readonly weights: Float64Array
}

/** A classifier as a job uses it. */
export interface Classifier {
  readonly head: ClassifierRecord
  readonly network: Network
}

/** Weights and biases of a network, all together: so many can be written down, and read again. */
export const MOST_WEIGHTS = 4_000_000

/** How many weights and biases a network of this shape has. */
export function weightCount({ layers }: Pick<ClassifierShape, 'layers'>): number {
  return layers.reduce((sum, { inputs, outputs }) => sum + outputs * (inputs + 1), 0)
}

/** How many the largest of some networks has, by their names. */
export function mostWeights(
  needed: readonly Pick<ClassifierHead, 'name'>[],
  heads: ReadonlyMap<string, ClassifierHead>,
): number {
  return needed.reduce((most, { name }) => Math.max(most, weightCount(heads.get(name)!)), 0)
}

/** The network that these weights make; its layers are views of them. */
export function networkOf({ hill, layers }: ClassifierShape, weights: Float64Array): Network {
  let from = 0
  const next = (count: number) => {
    from += count
    return weights.subarray(from - count, from)
  }
  return {
    hill,
    layers: layers.map(({ inputs, outputs, power }): DenseLayer => {
      const rows = next(outputs * inputs)
      return { inputs, outputs, weights: rows, bias: next(outputs), power }
    }),
  }
}

/** The weights of a network, all layers one after the other, in an array of their own. */
export function flatten({ layers }: Network): Float64Array<ArrayBuffer> {
  const flat = new Float64Array(weightCount({ layers }))
  let to = 0
  for (const { weights, bias } of layers) {
    for (const values of [weights, bias]) {
      // JSON cannot write −0: a document that went out and came back would have another digest.
      for (const value of values) flat[to++] = value + 0
    }
  }
  return flat
}

/** A network without its weights. */
export function shapeOf({ hill, layers }: Network, labels: readonly [number, number]): ClassifierShape {
  return {
    labels,
    hill,
    layers: layers.map(({ inputs, outputs, power }) => ({ inputs, outputs, power })),
  }
}

/** SHA-256, in hexadecimal, of the labels, the filter, the shapes of the layers, and the weights as little-endian bytes. */
export function digestOf({ labels, hill, layers }: ClassifierShape, weights: Float64Array): string {
  const shape = [
    labels,
    hill && [hill.n, hill.theta],
    layers.map(({ inputs, outputs, power }) => [inputs, outputs, power]),
  ]
  return createHash('sha256')
    .update(JSON.stringify(shape))
    .update(new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength))
    .digest('hex')
}

/** What a job that needs these classifiers asks for by name. Throws `InvalidInput` for another name. */
export function classifierAmong(held: readonly HeldClassifier[]): (name: string) => Classifier {
  const classifiers = new Map(
    held.map(({ record, weights }) => [record.name, { head: record, network: networkOf(record, weights) }]),
  )
  return (name) => {
    const classifier = classifiers.get(name)
    if (classifier === undefined) throw noSuchClassifier(name, '/target/classifier')
    return classifier
  }
}

/** Says at `path` that there is no classifier of this name, and what may have become of it. */
export function noSuchClassifier(name: string, path: string, reason = ''): InvalidInput {
  return new InvalidInput('no-such-classifier', path, `there is no classifier “${name}”${reason}`)
}
