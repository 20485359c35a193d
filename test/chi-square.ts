/** Expected counts below this are put together with their neighbours. */
const LEAST_EXPECTED = 8

/**
 * How unlikely it is that samples come from a distribution over 0, 1, 2, …, as a standard normal deviate: Pearson's
 * chi-square by Wilson and Hilferty's cube root. Large is unlikely; what is beyond the last probability is one more class.
 */
export function chiSquareDeviate(samples: Iterable<number>, probabilities: readonly number[]): number {
  const counts = new Array<number>(probabilities.length + 1).fill(0)
  let total = 0
  for (const sample of samples) {
    counts[Math.min(sample, probabilities.length)]!++
    total++
  }
  const rest = 1 - probabilities.reduce((sum, p) => sum + p, 0)
  const classes = pooled(
    counts,
    [...probabilities, Math.max(0, rest)].map((p) => p * total),
  )
  if (classes.length < 2) throw new Error('there are too few samples for two classes')
  const chiSquare = classes.reduce((sum, { seen, expected }) => sum + (seen - expected) ** 2 / expected, 0)
  const freedom = classes.length - 1
  return (Math.cbrt(chiSquare / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom))
}

function pooled(counts: readonly number[], expectations: readonly number[]) {
  const classes: { seen: number; expected: number }[] = []
  let open = { seen: 0, expected: 0 }
  for (const [i, expected] of expectations.entries()) {
    open = { seen: open.seen + counts[i]!, expected: open.expected + expected }
    if (open.expected < LEAST_EXPECTED) continue
    classes.push(open)
    open = { seen: 0, expected: 0 }
  }
  const last = classes.at(-1)
  if (last) {
    last.seen += open.seen
    last.expected += open.expected
  }
  return classes
}

/** P(k) of n trials of probability p, k = 0 … n. */
export function binomial(n: number, p: number): number[] {
  const probabilities: number[] = []
  let logChoose = 0
  for (let k = 0; k <= n; k++) {
    probabilities.push(Math.exp(logChoose + k * Math.log(p) + (n - k) * Math.log1p(-p)))
    logChoose += Math.log((n - k) / (k + 1))
  }
  return probabilities
}

/** P(k) of a Poisson distribution, k = 0 … `most`. */
export function poissonProbabilities(mean: number, most: number): number[] {
  const probabilities: number[] = []
  let log = -mean
  for (let k = 0; k <= most; k++) {
    probabilities.push(Math.exp(log))
    log += Math.log(mean / (k + 1))
  }
  return probabilities
}
