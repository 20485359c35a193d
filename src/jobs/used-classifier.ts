import type { HillInput } from '../core/digits/network.ts'
import type { ClassifierRecord } from './classifier.ts'

/** What a result says of the classifier that it is of. */
export interface UsedClassifier {
  readonly name: string
  readonly digest: string
  readonly hill: HillInput | null
}

export function usedClassifier({ name, digest, hill }: ClassifierRecord): UsedClassifier {
  return { name, digest, hill }
}
