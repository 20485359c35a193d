import { GREATEST_MAGNITUDE } from '../core/digits/margin-magnitude.ts'
import { NumericalFailure } from '../core/errors.ts'
import type { Target } from '../core/target.ts'

/** Where a margin is taken, in words: at which image; and where the spec names the classifier. */
export interface MarginPlace {
  readonly where: string
  readonly path: string
}

/**
 * A network as a target that throws `NumericalFailure` (“scores-overflow”) where its margin, or a derivative of it, is not
 * a number that can be reckoned with: such a margin would count as right or wrong without being either, and attacks
 * that follow such a derivative would find nothing without saying so. A target that steps by itself (`signStep`) has none.
 */
export function refusingOverflow(target: Target, place: MarginPlace): Target {
  return {
    ...target,
    output(x) {
      const margin = target.output(x)
      if (isBeyond(margin)) throw overflow('the margin', margin, place)
      return margin
    },
    gradient(x) {
      const slopes = target.gradient(x)
      for (let i = 0; i < slopes.length; i++) {
        if (isBeyond(slopes[i]!)) throw overflow('a derivative of the margin', slopes[i]!, place)
      }
      return slopes
    },
  }
}

function isBeyond(value: number): boolean {
  return !(Math.abs(value) <= GREATEST_MAGNITUDE)
}

function overflow(what: string, value: number, { where, path }: MarginPlace): NumericalFailure {
  const detail = `the scores of this network overflow: ${where} ${what} is ${value}, and beyond ±${GREATEST_MAGNITUDE.toExponential()} none is told; its weights are too large`
  return new NumericalFailure('scores-overflow', path, detail)
}
