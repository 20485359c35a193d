import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  DESCENT_DEFAULTS,
  type DescentCheckpoint,
  type DescentFrame,
  type DescentOptions,
  type DescentResult,
  type DescentSetting,
  gradientDescent,
} from '../../../src/core/attacks/gradient-descent.ts'
import { adaptiveProofreading } from '../../../src/core/cells/adaptive-proofreading.ts'
import { Interrupted } from '../../../src/core/errors.ts'
import { drawPopulations } from '../../../src/core/populations/population.ts'
import reference from '../../reference/gradient-descent.json' with { type: 'json' }

interface Run {
  readonly frames: DescentFrame[]
  readonly checkpoints: DescentCheckpoint[]
  readonly result: DescentResult
}

function run(
  [N, m]: readonly [number, number],
  bindingTimes: Float64Array,
  options: Partial<DescentOptions> = {},
  setting: Partial<DescentSetting> = {},
): Run {
  const model = adaptiveProofreading({ N, m, criticalBindingTime: 3 })
  const descent = gradientDescent(
    model,
    bindingTimes,
    { ...DESCENT_DEFAULTS, ...options },
    { seed: 1, ...setting },
  )
  const frames: DescentFrame[] = []
  const checkpoints: DescentCheckpoint[] = []
  for (;;) {
    const { done, value } = descent.next()
    if (done) return { frames, checkpoints, result: value }
    if (value.type === 'frame') frames.push(value.frame)
    else checkpoints.push(value.checkpoint())
  }
}

/** A scale model of the published population. */
const published = (agonists: number, antagonists: number, self: number, seed = 11) =>
  drawPopulations(
    [
      {
        label: 'agonist',
        count: agonists,
        bindingTime: { distribution: 'normal', mean: 3 + 1 / 3, sd: 0.01 },
      },
      {
        label: 'antagonist',
        count: antagonists,
        bindingTime: { distribution: 'half-normal', sd: 1 / 3, offset: 3, sign: -1 },
      },
      { label: 'self', count: self, bindingTime: { distribution: 'half-normal', sd: 1 / 3 } },
    ],
    seed,
  )

/** The definition, one ligand at a time: slow, and sharing no code with what it checks but the model. */
function plainDescent([N, m]: readonly [number, number], start: Float64Array, maxIterations: number) {
  const [width, critical, step] = [0.2, 3, 0.2]
  const bins = Math.ceil(Math.max(...start) / width)
  const centre = Array.from({ length: bins }, (_, bin) => bin * width + width / 2)
  const tau = start.slice()
  for (let k = 0; ; k++) {
    const bin = Array.from(tau, (t) => centre.findIndex((_, b) => t < (b + 1) * width || b === bins - 1))
    const counts = centre.map(() => 0)
    for (const b of bin) counts[b]!++
    const sum = (power: number) => centre.reduce((total, x, b) => total + counts[b]! * x ** power, 0)
    const output = sum(N) / sum(m) / critical ** (N - m)
    if (output <= 1 || k === maxIterations) return { iterations: k, output, counts, tau }
    bin.forEach((b, i) => {
      if (b >= Math.round(critical / width)) return
      const x = centre[b]!
      const slope =
        (counts[b]! * (N * x ** (N - 1) * sum(m) - m * x ** (m - 1) * sum(N))) /
        sum(m) ** 2 /
        critical ** (N - m)
      tau[i] = tau[i]! - step * slope
      if (tau[i]! < 0) tau[i] = centre[0]!
    })
  }
}

describe('gradient descent on a population', () => {
  test.each(reference.cases.map((c) => [c.N, c.m, c] as const))(
    'agrees with the reference trajectory for (%d, %d)',
    (N, m, expected) => {
      const { result } = run([N, m], Float64Array.from(reference.bindingTimes))
      expect(result.outcome).toBe('crossed')
      expect(result.iterations).toBe(expected.iterations)
      expect(result.trajectory.output).toAllClose(expected.outputs, { rtol: 1e-9 })
      expect(result.histogram.counts).toEqual(expected.counts)
    },
  )

  test.each([
    [[2, 1], 400],
    [[4, 1], 400],
    [[3, 2], 400],
    [[5, 3], 400],
    [[3, 0], 400],
    [[2.5, 0.5], 400],
  ] as const)('takes the course of the definition, ligand by ligand, for %j', (steps, maxIterations) => {
    const start = published(60, 40, 100)
    const plain = plainDescent(steps, start, maxIterations)
    const { result } = run(steps, start, { maxIterations })
    expect(result.iterations).toBe(plain.iterations)
    expect(result.histogram.counts).toEqual(plain.counts)
    expect(result.bindingTimes).toAllClose(plain.tau, { rtol: 1e-9, atol: 1e-9 })
    expect([result.output.final]).toAllClose([plain.output], { rtol: 1e-9 })
  })

  test('keeps every ligand, moves no agonist and never leaves a binding time negative', () => {
    fc.assert(
      fc.property(
        fc.constantFrom([2, 1], [3, 2], [4, 0], [4, 3], [1.5, 0.5]) as fc.Arbitrary<[number, number]>,
        fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0.01, max: 30, noNaN: true }),
        (steps, taus, stepSize) => {
          const start = Float64Array.of(3.5, ...taus)
          const { result } = run(steps, start, { stepSize, maxIterations: 200 })
          expect(result.histogram.counts.reduce((a, b) => a + b)).toBe(start.length)
          expect(result.bindingTimes.every((tau) => tau >= 0)).toBe(true)
          start.forEach((tau, i) => {
            if (tau > 3) expect(result.bindingTimes[i]).toBe(tau)
          })
        },
      ),
    )
  })

  test('free ligands flow to one peak at τ*(T) and the output to the certificate, then it has converged (F2, F6)', () => {
    const { result } = run([4, 3], published(300, 60, 100))
    expect(result.outcome).toBe('converged')
    expect(result.certificate).toMatchObject({ crossable: false, output: 'binned' })
    expect([result.output.final]).toAllClose([result.certificate.minimumOutput], { rtol: 1e-5 })
    const peak = result.histogram.counts.findIndex((count, bin) => bin < 15 && count > 0)
    const star = 3 * ((3 * result.output.final) / 4)
    expect(Math.abs(peak * 0.2 + 0.1 - star)).toBeLessThan(0.2)
    expect(result.histogram.counts.slice(0, 15).filter((count) => count > 0)).toEqual([160])
  })

  test('does not call a slow escape converged, however little the output moves', () => {
    // Self ligands near the origin for (5, 4): the boundary is out of reach, and T stays put for thousands of iterations.
    const start = drawPopulations(
      [
        { label: 'agonist', count: 300, bindingTime: { distribution: 'normal', mean: 3.4, sd: 0.01 } },
        { label: 'self', count: 200, bindingTime: { distribution: 'uniform', from: 0.02, to: 0.1 } },
      ],
      3,
    )
    const { result } = run([5, 4], start, { maxIterations: 3000 })
    expect(result.certificate.crossable).toBe(false)
    expect(Math.abs(result.trajectory.output.at(-1)! - result.output.initial)).toBeLessThan(1e-6)
    expect(result.outcome).toBe('exhausted')
    const longer = run([5, 4], start, { maxIterations: 100_000 }).result
    expect(longer.output.final).toBeLessThan(0.99 * result.output.final)
  })

  test('has converged at once when no ligand can move', () => {
    const { result } = run([3, 2], Float64Array.of(3.5, 3.6, 4))
    expect(result).toMatchObject({ outcome: 'converged', iterations: 0, certificate: { crossable: false } })
  })

  test('is exhausted when its iterations run out, and reports just that many', () => {
    const { result } = run([5, 3], published(300, 60, 410), { maxIterations: 17 })
    expect(result).toMatchObject({ outcome: 'exhausted', iterations: 17 })
    expect(result.trajectory.iteration).toEqual(Array.from({ length: 18 }, (_, k) => k))
  })

  test('gives the certificate with its first frame, and with no other', () => {
    const { frames, result } = run([5, 4], published(300, 60, 410), { maxIterations: 50 })
    expect(frames[0]).toMatchObject({ iteration: 0, certificate: result.certificate })
    expect(frames.slice(1).every((frame) => frame.certificate === undefined)).toBe(true)
  })

  test('keeps at most 2 000 points, all of the first thousand and the last one', () => {
    const { result } = run([5, 4], published(300, 60, 410), { maxIterations: 200_000 })
    const { iteration, output } = result.trajectory
    expect(iteration.length).toBeLessThanOrEqual(2000)
    expect(output).toHaveLength(iteration.length)
    expect(iteration.slice(0, 1001)).toEqual(Array.from({ length: 1001 }, (_, k) => k))
    expect(iteration.at(-1)).toBe(200_000)
    const logarithms = iteration.slice(1000, -1).map(Math.log)
    const gaps = logarithms.slice(1).map((value, i) => value - logarithms[i]!)
    expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThan(1.2)
  })

  test('makes a frame of every n-th iteration and of the last when asked to', () => {
    const { frames } = run([5, 3], published(300, 60, 410), { maxIterations: 45, frameEvery: 10 })
    expect(frames.map((frame) => frame.iteration)).toEqual([0, 10, 20, 30, 40, 45])
  })

  test('goes on from any checkpoint to the last bit of the same result', () => {
    const start = published(3000, 600, 4100)
    const options = { snapshotIterations: [10, 20_000], maxIterations: 60_000 }
    const whole = run([5, 4], start, options)
    expect(whole.checkpoints.length).toBeGreaterThan(3)
    for (const resumeFrom of [whole.checkpoints[0]!, whole.checkpoints.at(-1)!]) {
      const rest = run([5, 4], start, options, { resumeFrom: structuredClone(resumeFrom) })
      expect(rest.result).toEqual(whole.result)
      expect(rest.frames).toEqual(whole.frames.filter((frame) => frame.iteration >= resumeFrom.iteration))
    }
  })

  test('shows all ligands in so many frames as are asked for, the last among them, also when it is resumed', () => {
    const start = published(300, 60, 410)
    const options = { maxIterations: 9000, frameEvery: 700, pictures: 12 }
    const whole = run([5, 4], start, options)
    const pictured = whole.frames.filter(({ bindingTimes }) => bindingTimes !== undefined)
    expect(pictured[0]).toMatchObject({ iteration: 0, bindingTimes: start })
    expect(pictured.at(-1)).toMatchObject({
      iteration: whole.result.iterations,
      bindingTimes: whole.result.bindingTimes,
    })
    expect(pictured.length).toBeGreaterThan(4)
    expect(pictured.length).toBeLessThanOrEqual(12)
    for (const resumeFrom of whole.checkpoints) {
      const { frames } = run([5, 4], start, options, { resumeFrom: structuredClone(resumeFrom) })
      expect(frames).toEqual(whole.frames.filter(({ iteration }) => iteration >= resumeFrom.iteration))
    }
  })

  test.each([
    [0, []],
    [1, [50]],
    [2, [0, 50]],
    // k + 1 in the ratio 51^(1/3) = 3.71, rounded up from one to the next.
    [4, [0, 3, 14, 50]],
  ])('shows all ligands %i times evenly in log k', (pictures, iterations) => {
    const { frames } = run([5, 3], published(30, 6, 41), { pictures, maxIterations: 50 })
    expect(frames.filter((frame) => frame.bindingTimes).map((frame) => frame.iteration)).toEqual(iterations)
  })

  test('gives the binding times at the iterations that were asked for and reached', () => {
    const start = published(30, 6, 41)
    const { result } = run([5, 3], start, { snapshotIterations: [0, 5, 1000], maxIterations: 50 })
    expect(result.snapshots.map((snapshot) => snapshot.iteration)).toEqual([0, 5])
    expect(result.snapshots[0]!.bindingTimes).toEqual(start)
    expect(result.snapshots[1]!.bindingTimes).toEqual(
      run([5, 3], start, { maxIterations: 5 }).result.bindingTimes,
    )
  })

  test('reports a random control of the same size, which its seed alone decides', () => {
    const start = published(300, 60, 410)
    const { result } = run([4, 1], start)
    expect(result.outcome).toBe('crossed')
    expect(result.control.responds).toBe(true)
    expect(run([4, 1], start).result.control).toEqual(result.control)
    expect(run([4, 1], start, {}, { seed: 2 }).result.control.output).not.toBe(result.control.output)
  })

  test('has a control also where noise takes ligands beyond the last bin there may be', () => {
    const start = Float64Array.of(3.4, 2.9, 2.9, 2.9, 2.9)
    const { result } = run([3, 1], start, { binWidth: 3.4 / 99_999, stepSize: 4, maxIterations: 3 })
    expect(result.control.output).toBeGreaterThan(0)
  })

  test('refuses binding times too large for N before anything is computed', () => {
    expect(() => run([100, 1], Float64Array.of(90_000), { binWidth: 2 })).toThrow(
      expect.objectContaining({ name: 'InvalidInput', code: 'output-overflows' }),
    )
  })

  test('stops when asked to', () => {
    let asked = 0
    const shouldStop = () => ++asked > 25
    expect(() => run([5, 4], published(30, 6, 41), {}, { shouldStop })).toThrow(Interrupted)
    expect(asked).toBe(26)
  })

  test.each([
    ['no ligand', Float64Array.of(), {}, 'empty-population', '/ligands'],
    ['no agonist', Float64Array.of(1, 3), {}, 'no-agonist', '/ligands'],
    ['a negative binding time', Float64Array.of(4, -1), {}, 'not-a-quantity', '/ligands/bindingTimes/1'],
    [
      'a binding time that is no number',
      Float64Array.of(4, Number.NaN),
      {},
      'not-a-quantity',
      '/ligands/bindingTimes/1',
    ],
    ['a bin width of 0', Float64Array.of(4), { binWidth: 0 }, 'bin-width', '/options/binWidth'],
    [
      'a bin width that gives too many bins',
      Float64Array.of(4),
      { binWidth: 1e-5 },
      'too-many-bins',
      '/options/binWidth',
    ],
    [
      'a bin wider than the critical binding time',
      Float64Array.of(4),
      { binWidth: 3.5 },
      'bin-width',
      '/options/binWidth',
    ],
    ['a step size of 0', Float64Array.of(4), { stepSize: 0 }, 'step-size', '/options/stepSize'],
    [
      'a step beyond all bins',
      Float64Array.of(4, 1),
      { stepSize: 1e9 },
      'step-too-large',
      '/options/stepSize',
    ],
  ])('refuses %s', (_, start, options, code, path) => {
    expect(() => run([3, 2], start, options)).toThrow(
      expect.objectContaining({ name: 'InvalidInput', code, path }),
    )
  })
})
