import { describe, expect, test } from 'vitest'
import { attacked, EPSILON, INDEPENDENT } from './digit-table.ts'

/** Its ends: no filter, and the steepest. */
const SHORT = ['mlp-plain', 'mlp-hill-10']

// `npm run test:digits` holds the whole table, with PGD and attacks without gradients; this is its short form.
describe.each(INDEPENDENT.filter(({ name }) => SHORT.includes(name)))('$name', ({ name, ...independent }) => {
  test('has the accuracies that an independent run got, and a certificate below them', () => {
    const mean = attacked('class-mean', name, { epsilon: EPSILON })
    const sign = attacked('fgsm', name, { epsilon: EPSILON })
    expect(Math.abs(mean.accuracy.clean - independent.clean)).toBeLessThan(0.01)
    expect(Math.abs(mean.accuracy.attacked[0]! - independent.classMean)).toBeLessThan(0.03)
    expect(Math.abs(sign.accuracy.attacked[0]! - independent.fgsm)).toBeLessThan(0.05)
    expect(sign.accuracy.certified[0]!).toBeLessThanOrEqual(sign.accuracy.attacked[0]!)
    expect(sign.accuracy.certified).toEqual(mean.accuracy.certified)
  })
})

test('the filter of n = 10 is no masked gradient: what it leaves at ε = 0.2 is certified', () => {
  const { accuracy } = attacked('fgsm', 'mlp-hill-10', { epsilon: EPSILON })
  expect(accuracy.attacked[0]! - accuracy.certified[0]!).toBeLessThan(0.002)
})
