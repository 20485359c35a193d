import { expect, test } from 'vitest'
import { exponential } from '../../../src/core/numerics/exponential.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { chiSquareDeviate } from '../../chi-square.ts'

const CLASSES = 2000

test('deviates are exponentially distributed, over the tail too', () => {
  const random = randomStream(5, 0)
  const draws = Float64Array.from({ length: 1_000_000 }, () => exponential(random))
  // e^-x is then uniform; the tail of the ziggurat begins at e^-7.7, within the last class.
  const classes = draws.map((x) => Math.min(CLASSES - 1, Math.floor(CLASSES * -Math.expm1(-x))))
  expect(chiSquareDeviate(classes, new Array<number>(CLASSES).fill(1 / CLASSES))).toBeLessThan(4)
  const tail = draws.filter((x) => x > 7.7).map((x) => Math.floor(2 * (x - 7.7)))
  const half = -Math.expm1(-0.5)
  const geometric = Array.from({ length: 10 }, (_, k) => half * Math.exp(-k / 2))
  expect(chiSquareDeviate(tail, geometric)).toBeLessThan(4)
})
