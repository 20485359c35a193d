import { describe, expect, test } from 'vitest'
import { Interrupted } from '../../src/core/errors.ts'
import { classifierAmong } from '../../src/jobs/classifier.ts'
import type { KindEvent, KindResult } from '../../src/jobs/kind.ts'
import { COURSE_COMPLEXES, timeCourseKind } from '../../src/jobs/kinds/time-course.ts'
import type { TimeCourseSpec } from '../../src/jobs/specs/time-course.ts'

const spec = (given: Partial<TimeCourseSpec> = {}): TimeCourseSpec => ({
  kind: 'time-course',
  target: { model: 'adaptive-sorting' },
  mixture: [
    { bindingTime: 10, quantity: 100 },
    { bindingTime: 3, quantity: 1000 },
  ],
  time: { from: 0, to: 200, points: 5 },
  ...given,
})

function run(given: TimeCourseSpec, shouldStop: () => boolean = () => false) {
  const events: Extract<KindEvent, { type: 'frame' }>[] = []
  const steps = timeCourseKind.run(given, {
    seed: 1,
    shouldStop,
    classifier: classifierAmong([]),
    resumeFrom: null,
  })
  for (;;) {
    const { done, value } = steps.next()
    if (done) return { events, result: value as KindResult }
    expect(value.type).toBe('frame')
    events.push(value as Extract<KindEvent, { type: 'frame' }>)
  }
}

describe('the frames of a time course', () => {
  test.each([
    [1, 1],
    [5, 5],
    [2000, 2000],
    [2001, 1001],
    [99_999, 2000],
  ])('of %d times are %d, and hold each time once, in order', (points, count) => {
    const time = points === 1 ? [7] : { from: 0, to: 200, points }
    const { events, result } = run(spec({ time, toSteadyState: false }))
    expect(events).toHaveLength(count)
    const frames = events.map(({ data }) => data as { time: number[]; output: number[] })
    const summary = result.summary as { time: number[]; output: number[] }
    expect(frames.flatMap((frame) => frame.time)).toEqual(summary.time)
    expect(frames.flatMap((frame) => frame.output)).toEqual(summary.output)
    const fractions = events.map(({ fraction }) => fraction)
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
    expect(fractions.at(-1)).toBe(1)
  })
})

describe('a time course', () => {
  test('keeps the complexes where they are asked for: [time][kind][state]', () => {
    const { arrays } = run(spec({ options: { states: true } })).result
    const { output, feedback } = run(spec()).result.summary as { output: number[]; feedback: number[] }
    const complexes = arrays[COURSE_COMPLEXES]!
    const [kinds, states] = [2, 5]
    expect(complexes).toHaveLength(5 * kinds * states)
    for (let i = 0; i < 5; i++) {
      const inState = (n: number) =>
        complexes[i * kinds * states + n]! + complexes[i * kinds * states + states + n]!
      expect([inState(4), inState(2)]).toAllClose([output[i]!, feedback[i]!], { rtol: 1e-15 })
    }
    expect(run(spec()).result.arrays).toEqual({})
  })

  test('counts the work of the course and of the way to the steady state', () => {
    const statisticsOf = (given: Partial<TimeCourseSpec>) =>
      (run(spec(given)).result.summary as { statistics: Record<string, number> }).statistics
    const course = statisticsOf({ toSteadyState: false })
    const all = statisticsOf({})
    const rest = statisticsOf({ time: [0] })
    for (const field of ['steps', 'evaluations', 'jacobians'])
      expect(all[field]).toBeGreaterThan(course[field]!)
    expect(all.steps).toBe(course.steps! + rest.steps!)
  })

  test('costs what its variables, its times and its tolerance do', () => {
    const cost = (given: Partial<TimeCourseSpec>) => timeCourseKind.cost(spec(given), new Map())
    const base = 200 * 10 ** 3
    expect(cost({})).toBe(base + (5 + 100_000) * 10)
    expect(cost({ options: { maxSteps: 7, relativeTolerance: 1e-10 } })).toBeCloseTo(10 * base + 12 * 10, -1)
    expect(cost({ time: [1] })).toBe(base + 100_001 * 10)
  })

  test('stops when it is asked to, on the course and on the way to the steady state', () => {
    let asked = 0
    run(spec({ toSteadyState: false }), () => ++asked < 0)
    for (const limit of [5, asked + 5]) {
      let count = 0
      expect(() => run(spec(), () => ++count > limit)).toThrow(Interrupted)
      expect(count).toBe(limit + 1)
    }
  })
})
