import { expect, test } from 'vitest'
import type { SizeOutcome } from '../../../../src/jobs/kinds/perturbation/digit-outcome.ts'
import { warningsOf } from '../../../../src/jobs/kinds/perturbation/digit-warnings.ts'

/** An image that the attack leaves right, and random noise does not. */
const beaten = (epsilon: number): SizeOutcome => ({
  epsilon,
  margin: 1,
  norms: { linf: epsilon, l2: epsilon, l0: 1 },
  control: { output: -1, least: -1, responds: false },
  certified: -1,
  gradientFree: null,
})

test.each([
  ['ε = 0.1', [0.1, 0.1]],
  ['the sizes reached', [0.1, 0.3]],
])('a warning speaks of %s where the images were attacked in sizes %j', (size, sizes) => {
  expect(warningsOf([], [sizes.map(beaten)], true)).toEqual([
    {
      code: 'random-noise-is-stronger',
      message: `at ${size} random noise of the same size leaves 0 of 2 images told rightly, this attack 2`,
    },
  ])
})
