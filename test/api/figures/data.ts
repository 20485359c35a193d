import type {
  AntagonismShape,
  BoundarySurfaceShape,
  CertificateShape,
  CocktailShape,
  CriticalPointsShape,
  DoseResponseShape,
  EnsembleShape,
  FlatnessShape,
  LandscapeShape,
  PerturbationShape,
  PhaseDiagramShape,
  TimeCourseShape,
  WalkShape,
} from '../../../src/api/result-shapes.ts'

/** Adaptive proofreading with (N, m) = (5, 3), τc = 3 s; its closed forms make the numbers of these results. */
const [N, M, CRITICAL] = [5, 3, 3]

export function output(...ligands: readonly (readonly [tau: number, quantity: number])[]): number {
  const sum = (power: number) =>
    ligands.reduce((total, [tau, quantity]) => total + quantity * tau ** power, 0)
  return sum(N) / sum(M) / CRITICAL ** (N - M)
}

export function linear(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    count === 1 ? from : from + ((to - from) * i) / (count - 1),
  )
}

export function logarithmic(from: number, to: number, count: number): number[] {
  return linear(Math.log10(from), Math.log10(to), count).map((exponent) => 10 ** exponent)
}

/** Row-major over rows and columns. */
function field(
  rows: readonly number[],
  columns: readonly number[],
  of: (row: number, column: number) => number,
): Float64Array {
  const values = new Float64Array(rows.length * columns.length)
  rows.forEach((row, i) => {
    columns.forEach((column, j) => {
      values[i * columns.length + j] = of(row, column)
    })
  })
  return values
}

export function antagonism(bindingTime: number[], quantity: number[]) {
  const alone = output([3.5, 1000])
  const foldChange = field(quantity, bindingTime, (q, tau) => output([3.5, 1000], [tau, q]) / alone)
  const strongest = quantity.map((q, row) => {
    const changes = foldChange.subarray(row * bindingTime.length, (row + 1) * bindingTime.length)
    const least = changes.reduce((a, b) => Math.min(a, b))
    return { quantity: q, bindingTime: bindingTime[changes.indexOf(least)]!, foldChange: least }
  })
  const agonist = { bindingTime: 3.5, quantity: 1000, output: alone }
  const result: AntagonismShape = { threshold: 1, agonist, bindingTime, quantity, strongest }
  return { result, foldChange }
}

/** Saturating doses: L τ⁴/(1000 + L τ²)/10. */
export function doseResponse(bindingTime: number[], quantity: number[]) {
  const outputs = field(bindingTime, quantity, (tau, q) => (0.1 * q * tau ** 4) / (1000 + q * tau ** 2))
  const result: DoseResponseShape = { threshold: 0.5, criticalBindingTime: CRITICAL, bindingTime, quantity }
  return { result, output: outputs }
}

/** 5 000 antagonists beside 1 000 agonists of 3.5 s. */
export function criticalPoints(): CriticalPointsShape {
  const of = (tau: number) => output([3.5, 1000], [tau, 5000])
  const bindingTime = linear(0, 4, 401)
  return {
    threshold: 1,
    criticalBindingTime: CRITICAL,
    agonist: { bindingTime: 3.5, quantity: 1000, output: output([3.5, 1000]) },
    antagonist: { quantity: 5000, upTo: 4 },
    stationary: [
      { bindingTime: 0, output: of(0), type: 'maximum' },
      { bindingTime: 2.22, output: of(2.22), type: 'minimum' },
    ],
    inflections: [1.21],
    criticalPointAtOrigin: true,
    regime: 'critical-point',
    escape: 'algebraic',
    curve: { bindingTime, output: bindingTime.map(of) },
  }
}

/** L2 from T = 1: L1 τ1^m (τ1^(N−m) − τc^(N−m)) / (τ2^m (τc^(N−m) − τ2^(N−m))), at most 10⁵. */
export function surface(bindingTime: number[], quantity: number[]) {
  const [tau2, greatest] = [2, 1e5]
  const antagonistQuantity = field(quantity, bindingTime, (q, tau) => {
    const needed =
      (q * tau ** M * (tau ** (N - M) - CRITICAL ** (N - M))) /
      (tau2 ** M * (CRITICAL ** (N - M) - tau2 ** (N - M)))
    return needed > greatest ? Number.POSITIVE_INFINITY : Math.max(0, needed)
  })
  const result: BoundarySurfaceShape = {
    diagram: 'surface',
    threshold: 1,
    criticalBindingTime: CRITICAL,
    antagonist: { bindingTime: tau2 },
    bindingTime,
    quantity,
    greatestQuantity: greatest,
  }
  return { result, antagonistQuantity }
}

/** L τ⁶/10⁵, which is 1 at τ = (10⁵/L)^(1/6). */
export function phaseDiagram(bindingTime: number[], quantity: number[]) {
  const longest = Math.max(...bindingTime)
  const outputs = field(quantity, bindingTime, (q, tau) => (q * tau ** 6) / 1e5)
  const boundary = quantity.map((q) => {
    const tau = (1e5 / q) ** (1 / 6)
    return tau <= longest ? tau : null
  })
  const result: PhaseDiagramShape = {
    diagram: 'phase',
    threshold: 1,
    criticalBindingTime: CRITICAL,
    bindingTime,
    quantity,
    boundary,
  }
  return { result, output: outputs }
}

/** 1 + x − y/2: the boundary is y = 2x. */
export function landscape(x: number[], y: number[]) {
  const result: LandscapeShape = {
    threshold: 1,
    x: { label: 'along the gradient direction', unit: 's', values: x },
    y: { label: 'along the random direction', unit: 's', values: y },
    origin: { x: 0, y: 0 },
    corners: null,
    outside: 'refuse',
  }
  return { result, output: field(y, x, (b, a) => 1 + a - b / 2) }
}

/** The same over a plane through three corners. */
export function cornerLandscape(x: number[], y: number[]) {
  const { result, output } = landscape(x, y)
  const at = (label: string, a: number, b: number) => {
    const value = 1 + a - b / 2
    return { label, x: a, y: b, output: value, responds: value > 1 }
  }
  const corners = [at('the mixture', 0, 0), at('second corner', 1, 0), at('third corner', 0.3, 0.8)]
  return { result: { ...result, corners, outside: 'clip' as const }, output }
}

/** The way from agonists of 3.5 s among self ligands of 0.1 s to where these bind for 4 s. */
export function walk(points: number): WalkShape {
  const position = linear(0, 1, points)
  const outputs = position.map((share) => output([3.5, 1000], [0.1 + 3.9 * share, 5000]))
  return {
    threshold: 1,
    unit: 's',
    length: 3.9,
    position,
    output: outputs,
    responds: outputs.map((value) => value > 1),
    slope: outputs.map((_, i) => (i === 0 ? null : (outputs[i]! - outputs[i - 1]!) * (points - 1))),
    crossings: [
      { position: 0.4, distance: 1.56 },
      { position: 0.71, distance: 2.769 },
    ],
  }
}

export const flatness = (change: Partial<FlatnessShape> = {}): FlatnessShape => ({
  threshold: 1,
  unit: 's',
  radius: 0.1,
  draws: 100,
  output: 1.36,
  margin: 0.36,
  gradientNorm: { l2: 0.8, l1: 0.9 },
  vanishing: 0.97,
  relativeChange: 0.02,
  boundary: { linf: 0.31, l2: 0.42 },
  steepening: 3.1,
  regime: 'critical-point',
  gradientAtFloor: 0,
  pullAtFloor: 0,
  ...change,
})

export const certificate = (minimumOutput: number, initial: number, threshold = 1): CertificateShape => ({
  threshold,
  minimumOutput,
  exact: true,
  reached: { bindingTime: 2, output: 1.01 * minimumOutput, responds: 1.01 * minimumOutput > threshold },
  initial,
})

/** Relaxation with a time constant of 20 s. */
export function timeCourse(time: readonly number[]): TimeCourseShape {
  return {
    threshold: 0.4,
    time: [...time],
    output: time.map((t) => 0.5 * (1 - Math.exp(-t / 20))),
    feedback: time.map((t) => Math.exp(-t / 100)),
    steady: { output: 0.5, time: 300, algebra: 0.5 },
    respondsFrom: 20 * Math.log(5),
  }
}

export function ensemble(count: number): EnsembleShape {
  const time = linear(0, 120, 60)
  const edges = linear(0, 2.5, 41)
  const conditions = Array.from({ length: count }, (_, i) => {
    const [mean, deviation] = [0.6 + 0.2 * i, 0.1 + 0.01 * i]
    return {
      bindingTime: 2 + i,
      quantity: 1000 / (i + 1),
      mean: time.map((t) => mean * (1 - Math.exp(-t / 20))),
      standardDeviation: time.map((t) => deviation * Math.sqrt(t / 120)),
      quantiles: {
        '0.05': time.map(() => mean - 2 * deviation),
        '0.95': time.map(() => mean + 2 * deviation),
      },
      respondingFraction: time.map((t) => t / 120),
      histogram: {
        edges,
        counts: edges
          .slice(1)
          .map((edge) => Math.round(200 * Math.exp(-(((edge - mean) / deviation) ** 2) / 2))),
      },
    }
  })
  const falsePositiveRate = linear(0, 1, 51)
  return {
    threshold: 1,
    time,
    conditions,
    roc: { falsePositiveRate, truePositiveRate: falsePositiveRate.map((rate) => rate ** 0.2), area: 1 / 1.2 },
    decisions: {
      falsePositiveRate: 0.05,
      falseNegativeRate: 0.0962,
      errorRate: 0.0731,
      best: { threshold: 1.1, errorRate: 0.07 },
    },
    mutualInformation: { bits: 0.6123, control: 0, upperBound: Math.log2(count), binCount: 12 },
  }
}

export function cocktail(ligands: number): CocktailShape {
  return {
    threshold: 1,
    cocktail: Array.from({ length: ligands }, (_, i) => ({
      name: `ligand ${i}, "quoted" & <tagged>`,
      bindingTime: 0.1 * i,
      quantity: Math.round(3000 / (i + 1)),
    })),
    output: { initial: output([3.5, 1000]), attacked: output([3.5, 1000], [2, 8000]) },
    control: { draws: 64, output: 1.31, least: 1.22, responds: true },
    certificate: { minimumOutput: 0.55, crossable: true, exact: false },
  }
}

/** 1 000 agonists of 3.5 s and 7 000 ligands that an attack of size ε has bind for ε. */
export function perturbation(epsilon: readonly number[]): PerturbationShape {
  const of = (tau: number) => output([3.5 - tau, 1000], [tau, 7000])
  return {
    epsilon: [...epsilon],
    norm: 'linf',
    threshold: 1,
    coordinates: 'bindingTime',
    output: { initial: of(0), attacked: epsilon.map(of) },
    responds: { initial: true, attacked: epsilon.map((size) => of(size) > 1) },
    norms: epsilon.map((size) => ({ linf: size, l2: 3 * size, l0: 2 })),
    control: {
      draws: 8,
      output: epsilon.map((size) => of(size / 3)),
      least: epsilon.map((size) => of(size / 2)),
      responds: epsilon.map(() => true),
    },
    certificate: {
      minimumOutput: epsilon.map((size) => of(1.05 * size)),
      crossable: epsilon.map((size) => of(1.05 * size) <= 1),
      exact: true,
    },
  }
}
