import { expect } from 'vitest'

interface Tolerance {
  readonly rtol?: number
  readonly atol?: number
}

/** Numbers that agree within atol + rtol·|expected|, element by element. */
expect.extend({
  toAllClose(received: ArrayLike<number>, expected: ArrayLike<number>, { rtol = 0, atol = 0 }: Tolerance) {
    let worst = -1
    let ratio = 0
    for (let i = 0; i < expected.length; i++) {
      const allowed = atol + rtol * Math.abs(expected[i]!)
      const difference = Math.abs(received[i]! - expected[i]!)
      // Written so that a NaN is not close to anything.
      if (!(difference <= allowed) && !(difference / allowed <= ratio)) {
        worst = i
        ratio = difference / allowed
      }
    }
    const sameLength = received.length === expected.length
    return {
      pass: sameLength && worst === -1,
      message: () =>
        sameLength
          ? `element ${worst}: ${received[worst]} is not close to ${expected[worst]} (${ratio} times the tolerance)`
          : `length ${received.length}, expected ${expected.length}`,
    }
  },
})

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    toAllClose(expected: ArrayLike<number>, tolerance: Tolerance): R
  }
}
