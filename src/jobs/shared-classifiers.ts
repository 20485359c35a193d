import { type HeldClassifier, noSuchClassifier } from './classifier.ts'
import type { NeededClassifier } from './kind.ts'
import type { JobStore } from './store.ts'

/** So much is kept for jobs to come. */
const MOST_KEPT_BYTES = 64 * 2 ** 20

/**
 * Classifiers with their weights in shared memory: any number of workers read the same ones, and handing them over
 * copies nothing. Those that were asked for last are kept.
 */
export class SharedClassifiers {
  readonly #store: Pick<JobStore, 'classifier' | 'classifierWeights'>
  /** By digest; the one that was asked for last comes last. */
  readonly #kept = new Map<string, Float64Array<SharedArrayBuffer>>()

  constructor(store: Pick<JobStore, 'classifier' | 'classifierWeights'>) {
    this.#store = store
  }

  /** The classifiers of these names. Throws `InvalidInput`, with the path of the first that is not there. */
  async all(needed: readonly NeededClassifier[]): Promise<HeldClassifier[]> {
    const held: HeldClassifier[] = []
    for (const { name, path } of needed) {
      const record = await this.#store.classifier(name)
      const weights = record && (this.#kept.get(record.digest) ?? (await this.#load(name)))
      if (record === undefined || weights === undefined) {
        throw noSuchClassifier(name, path, ': its training failed or was cancelled, or it was removed')
      }
      this.#keep(record.digest, weights)
      held.push({ record, weights })
    }
    return held
  }

  async #load(name: string): Promise<Float64Array<SharedArrayBuffer> | undefined> {
    const weights = await this.#store.classifierWeights(name)
    if (weights === undefined) return undefined
    const shared = new Float64Array(new SharedArrayBuffer(weights.byteLength))
    shared.set(weights)
    return shared
  }

  #keep(digest: string, weights: Float64Array<SharedArrayBuffer>): void {
    this.#kept.delete(digest)
    this.#kept.set(digest, weights)
    let bytes = Array.from(this.#kept.values()).reduce((sum, { byteLength }) => sum + byteLength, 0)
    for (const [oldest, { byteLength }] of this.#kept) {
      if (bytes <= MOST_KEPT_BYTES) break
      this.#kept.delete(oldest)
      bytes -= byteLength
    }
  }
}
