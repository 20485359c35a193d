import { loadMethods, type Method } from '../attack/attack-methods.ts'
import { type FieldTexts, fieldsOf, type PropertySchema } from '../forms/schema.ts'
import type { Classifier } from './classifiers.ts'

export type Norm = 'linf' | 'l2' | 'l0'

/** Attacks on digits that need nothing but a classifier, by the name of their kind, in the order of the page. */
const OFFERED = [
  'class-mean',
  'fgsm',
  'iterative-fgsm',
  'pgd',
  'few-coordinate',
  'square',
  'random',
  'minimal',
]

/** The attacks on digits that the page offers. */
export async function loadDigitAttacks(signal?: AbortSignal): Promise<readonly Method[]> {
  const methods = await loadMethods(signal)
  return OFFERED.flatMap((kind) => methods.filter((each) => each.kind === kind && each.subject === 'digits'))
}

/** The schema of an attack's options. */
export function optionsOf(method: Method): PropertySchema {
  return method.spec.properties?.options ?? {}
}

/** The norm in which the sizes of an attack are given: what was chosen, else the default. */
export function normOf(method: Method, options: FieldTexts): Norm {
  const norm = optionsOf(method).properties?.norm
  return (options.norm || norm?.default || norm?.enum?.[0]) as Norm
}

/** Whether an attack is given sizes: the smallest perturbation is found, not given. */
export function hasSizes(method: Method): boolean {
  return optionsOf(method).properties?.epsilon !== undefined
}

/** How a size is given in a norm. */
interface SizeKind {
  readonly unit: string
  /** The greatest value of a slider, and its step. */
  readonly most: number
  readonly step: number
  readonly usual: number
  /** The sizes of a curve. */
  readonly list: string
}

export const SIZES: Readonly<Record<Norm, SizeKind>> = {
  linf: {
    unit: 'pixel value',
    most: 1,
    step: 0.01,
    usual: 0.2,
    list: '0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4',
  },
  l2: { unit: 'L2 of pixel values', most: 10, step: 0.1, usual: 2, list: '0, 0.5, 1, 1.5, 2, 3, 4, 6' },
  l0: { unit: 'pixels changed', most: 100, step: 1, usual: 20, list: '0, 1, 2, 5, 10, 15, 20, 30' },
}

/** The service takes no more sizes at once. */
const MOST_SIZES = 100

/** `count` sizes evenly up to the largest, each once; whole ones where pixels are counted. */
export function sizesUpTo(largest: number, count: number, norm: Norm): number[] {
  if (!Number.isInteger(count) || count < 1 || count > MOST_SIZES) {
    throw new RangeError(`The number of sizes must be whole, from 1 to ${MOST_SIZES}.`)
  }
  const size = (i: number) => {
    const exact = (largest * (i + 1)) / count
    // Of sizes such as 0.15 nobody wants the last bit.
    return norm === 'l0' && i + 1 < count ? Math.round(exact) : Number(exact.toPrecision(12))
  }
  return [...new Set(Array.from({ length: count }, (_, i) => size(i)))]
}

/** An attack on the first test images of a classifier's digits. */
export interface DigitAttackSpec {
  readonly kind: string
  readonly seed: number
  readonly target: { readonly classifier: string }
  readonly digits: object
  readonly options?: object
}

/** What the same form asks for is the same job's work each time. */
const SEED = 7

/** The spec of an attack; `epsilon` is left out where it is given no sizes. */
export function attackSpec(
  method: Method,
  { name, labels }: Pick<Classifier, 'name' | 'labels'>,
  images: { readonly count: number; readonly examples: number },
  epsilon: readonly number[],
  texts: FieldTexts,
): DigitAttackSpec {
  const options = {
    ...fieldsOf(optionsOf(method), texts),
    ...(hasSizes(method) && { epsilon: epsilon.length === 1 ? epsilon[0] : epsilon }),
  }
  return {
    kind: method.kind,
    seed: SEED,
    target: { classifier: name },
    digits: { labels, ...images },
    options,
  }
}
