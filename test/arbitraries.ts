import fc from 'fast-check'

const STEPS = 2 ** 31 - 1

/**
 * Numbers evenly between two, the ends included. `fc.double` draws evenly from all doubles instead: between 0 and 1
 * nearly all of those are too small to matter.
 */
export const evenly = (from: number, to: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max: STEPS }).map((i) => from + ((to - from) * i) / STEPS)

/** Numbers between powers of ten, evenly in the exponent. */
export const decades = (from: number, to: number): fc.Arbitrary<number> =>
  evenly(from, to).map((exponent) => 10 ** exponent)
