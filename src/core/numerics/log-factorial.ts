/** Below this, products; from here on the series is as accurate as doubles are. */
const SERIES_FROM = 16

const small = new Float64Array(SERIES_FROM)
for (let k = 2; k < SERIES_FROM; k++) small[k] = small[k - 1]! + Math.log(k)

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI)

/** ln k! for a whole k ≥ 0, to about 1e-15 of its size; Stirling's series from 16 on. */
export function logFactorial(k: number): number {
  if (k < SERIES_FROM) return small[k]!
  const inverse = 1 / k
  const square = inverse * inverse
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))))
  return (k + 0.5) * Math.log(k) - k + HALF_LOG_TWO_PI + series
}
