import { describe, expect, test } from 'vitest'
import { grandMoments } from '../../src/data/mnist.ts'
import { attacked, EPSILON, INDEPENDENT } from '../digit-table.ts'

const pgd = (name: string, restarts: number) =>
  attacked('pgd', name, { epsilon: EPSILON, steps: 40, restarts }).accuracy

describe.each(INDEPENDENT)('$name', ({ name, ...independent }) => {
  const mean = attacked('class-mean', name, { epsilon: EPSILON }).accuracy
  const sign = attacked('fgsm', name, { epsilon: EPSILON }).accuracy

  test('has the clean, class-mean and FGSM accuracies of an independent run', () => {
    expect(Math.abs(mean.clean - independent.clean)).toBeLessThan(0.01)
    expect(Math.abs(mean.attacked[0]! - independent.classMean)).toBeLessThan(0.03)
    expect(Math.abs(sign.attacked[0]! - independent.fgsm)).toBeLessThan(0.05)
  })

  test('loses no less to PGD than in that run, and the more the more often it starts', () => {
    const [one, four] = [pgd(name, 1).attacked[0]!, pgd(name, 4).attacked[0]!]
    expect(one).toBeLessThan(independent.pgd + 0.05)
    expect(four).toBeLessThanOrEqual(one)
    if (name !== 'mlp-hill-2') expect(one).toBeGreaterThan(independent.pgd - 0.05)
  })

  test('keeps what is certified under attacks that look at no gradient, and at another’s', () => {
    for (const [kind, options] of [
      ['square', { epsilon: EPSILON }],
      ['transfer', { epsilon: EPSILON, from: 'linear' }],
    ] as const) {
      const { accuracy } = attacked(kind, name, options)
      expect(accuracy.attacked[0]!).toBeGreaterThanOrEqual(accuracy.certified[0]!)
    }
  })
})

test('few pixels get through the filter', () => {
  const { accuracy } = attacked('few-coordinate', 'mlp-hill-10', { epsilon: [5, 10, 20, 30] }, { count: 100 })
  expect(accuracy.clean).toBeGreaterThan(0.95)
  expect(accuracy.attacked[1]!).toBeLessThan(0.6)
  expect(accuracy.attacked[2]!).toBeLessThan(0.25)
  accuracy.attacked.forEach((share, k) => {
    expect(share).toBeGreaterThanOrEqual(accuracy.certified[k]!)
  })
})

test('robust training stands where the plain network falls, and from prototypes more is left than from features', () => {
  expect(pgd('mlp-robust', 1).attacked[0]!).toBeGreaterThan(0.85)
  expect(pgd('memory-20', 1).attacked[0]!).toBeGreaterThan(pgd('memory-2', 1).attacked[0]! + 0.4)
})

describe('principal components with a support vector machine under the class-mean attack, in standard deviations', () => {
  const deviation = grandMoments().deviation
  const accuracies = (name: string) =>
    attacked(
      'class-mean',
      name,
      { epsilon: [0, 0.1, 0.2, 0.3, 0.4].map((size) => size * deviation) },
      { bounds: { lower: -1, upper: 2 } },
    ).accuracy.attacked

  test('has the accuracies of an independent run', () => {
    const independent = [0.962, 0.933, 0.88, 0.801, 0.7]
    accuracies('pca-svm').forEach((accuracy, k) => {
      expect(Math.abs(accuracy - independent[k]!)).toBeLessThan(0.03)
    })
  })

  // docs/digits.md says why it does better: pixels that are dark in every image.
  test('trained on attacked images does no worse than an independent run', () => {
    const independent = [0.952, 0.938, 0.919, 0.901, 0.877]
    accuracies('pca-svm-robust').forEach((accuracy, k) => {
      expect(accuracy).toBeGreaterThan(independent[k]! - 0.03)
    })
  })
})
