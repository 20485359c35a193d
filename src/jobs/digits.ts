import { InvalidInput } from '../core/errors.ts'
import { countDigits } from '../data/mnist.ts'
import type { ClassifierHeads, NeededClassifier } from './kind.ts'
import { DIGITS_DEFAULTS, type Digits } from './specs/digits.ts'

/** Which images a spec means, its defaults filled in. */
export interface DigitChoice {
  readonly labels: readonly [number, number]
  readonly split: 'test' | 'train'
  readonly first: number
  readonly count: number
  readonly examples: number
}

/** The images that `digits` of a spec means, all when it says nothing. */
export function digitChoice(digits: Digits | undefined): DigitChoice {
  const { first, examples, split, labels } = { ...DIGITS_DEFAULTS, ...digits }
  const pair = labelPair(labels)
  const rest = Math.max(0, availableDigits(pair, split) - first)
  const count = digits?.count ?? rest
  return { labels: pair, split, first, count, examples: Math.min(examples, count) }
}

/** Two labels that a schema has accepted, or the default ones. */
export function labelPair(labels: readonly number[] = DIGITS_DEFAULTS.labels): readonly [number, number] {
  return [labels[0]!, labels[1]!]
}

/** How many images of two digits there are. */
export function availableDigits(labels: readonly [number, number], split: 'test' | 'train'): number {
  return countDigits(labels[0], split) + countDigits(labels[1], split)
}

/** Refuses images that are not there. Throws `InvalidInput` at /digits. */
export function checkDigits(digits: Digits | undefined): void {
  const { labels, split, first, count } = digitChoice(digits)
  const available = availableDigits(labels, split)
  if (first + count <= available && count > 0) return
  throw new InvalidInput(
    'too-many-images',
    digits?.count === undefined ? '/digits/first' : '/digits/count',
    `there are ${available} images of ${labels[0]} and ${labels[1]} in the ${split} split, counted from 0; ${first} to ${first + Math.max(count, 1) - 1} are asked for`,
  )
}

/** The classifier that the target of a spec names, as the one that is needed. */
export function neededByTarget({
  target,
}: {
  readonly target: { readonly classifier: string }
}): NeededClassifier[] {
  return [{ name: target.classifier, path: '/target/classifier' }]
}

/** Refuses classifiers that tell other digits apart than those asked for. Throws `InvalidInput` at their paths. */
export function checkLabels(
  labels: readonly [number, number],
  needed: readonly NeededClassifier[],
  heads: ClassifierHeads,
): void {
  for (const { name, path } of needed) {
    const own = heads.get(name)!.labels
    if (own[0] === labels[0] && own[1] === labels[1]) continue
    throw new InvalidInput(
      'other-labels',
      path,
      `${name} tells ${own[0]} from ${own[1]}, but the images are of ${labels[0]} and ${labels[1]}: labels must be those of the classifier, in its order`,
    )
  }
}
