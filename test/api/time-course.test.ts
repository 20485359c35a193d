import type { Static } from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import type { TimeCourseResult } from '../../src/api/schemas/time-course.ts'
import { framesOf, openSocket } from '../socket-client.ts'
import { type Client, type JobPage, openClient } from './client.ts'
import { cell } from './specs.ts'

type TimeCourse = Static<typeof TimeCourseResult>

const course = {
  kind: 'time-course',
  target: { model: 'revised-akpr' },
  mixture: [
    { bindingTime: 10, quantity: 10 },
    { bindingTime: 0, quantity: 5000 },
  ],
  time: { from: 0, to: 100, points: 201 },
}
const withOptions = (options: object) => ({ ...course, options })

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const resultOf = (job: JobResource, accept = 'application/json') =>
  client.send(job.links.result, { headers: { accept } })
const courseOf = async (spec: object) => (await resultOf(await client.finish(spec))).json<TimeCourse>()

describe('a time course', () => {
  test('ends at the steady state of the algebra, and says since when the cell responds', async () => {
    const result = await courseOf({ ...course, time: [0, 20, 60, 200, 1e6] })
    const { outputs, threshold } = (
      await client.send('/v1/models/revised-akpr/evaluate', {
        body: { parameters: {}, mixtures: [{ ligands: course.mixture }] },
      })
    ).json<{ outputs: number[]; threshold: number }>()
    expect(result).toMatchObject({ threshold, criticalBindingTime: 5, method: 'stiff' })
    expect(result.steady!.algebra).toBe(outputs[0])
    expect([result.steady!.output]).toAllClose(outputs, { rtol: 1e-8 })
    expect([result.output.at(-1)!]).toAllClose(outputs, { rtol: 1e-6 })
    expect(result.output[0]).toBe(0)
    expect(result.feedback).toHaveLength(5)
    const from = result.respondsFrom!
    expect([from > 20, from < 60, result.output[1]! < threshold, result.output[2]! > threshold]).toEqual(
      new Array(4).fill(true),
    )
    expect(result.peak.output).toBeGreaterThanOrEqual(Math.max(...result.output))
    expect(result.statistics.steps).toBeGreaterThan(100)
  })

  test('streams its times in order', async () => {
    const job = await client.finish(course)
    const socket = openSocket(client.service.url, job.links.stream)
    await socket.closed
    const frames = framesOf(socket.messages).map(({ data }) => data as { time: number[]; output: number[] })
    const { time, output } = (await resultOf(job)).json<TimeCourse>()
    expect(frames).toHaveLength(201)
    expect(frames.flatMap((frame) => frame.time)).toEqual(time)
    expect(frames.flatMap((frame) => frame.output)).toEqual(output)
  })

  test('gives a table, a figure, and the complexes where they were kept', async () => {
    const job = await client.finish({ ...withOptions({ states: true }), time: [5, 50] })
    const { output } = (await resultOf(job)).json<TimeCourse>()
    const table = (await resultOf(job, 'text/csv')).text.trimEnd().split('\r\n')
    expect(table).toHaveLength(3)
    expect(table[0]).toBe('time,output,feedback')
    expect((await resultOf(job, 'image/svg+xml')).text).toMatch(/^<svg/)
    const { bytes } = await resultOf(job, 'application/octet-stream')
    const complexes = new Float64Array(Uint8Array.from(bytes).buffer)
    expect(complexes).toHaveLength(2 * 2 * 7)
    expect([complexes[6], complexes[14 + 6]]).toEqual(output)
    expect(complexes.subarray(21)).toEqual(new Float64Array(7))
    const without = await client.finish(course)
    const accept = { headers: { accept: 'application/octet-stream' } }
    await client.refusal(without.links.result, accept, 406, 'not-acceptable')
  })

  test('begins with what is bound, by either method, and without the steady state when told so', async () => {
    const start = { complexes: [[1, 0, 0, 0, 0, 0, 2], new Array(7).fill(0)] }
    const given = { ...course, time: [0, 10], start, toSteadyState: false }
    const [stiff, explicit] = [
      await courseOf(given),
      await courseOf({ ...given, options: { method: 'explicit' } }),
    ]
    expect(explicit.method).toBe('explicit')
    expect(stiff.output[0]).toBe(2)
    expect(stiff).toMatchObject({ steady: null, respondsFrom: 0, peak: { time: 0, output: 2 } })
    expect(explicit.output).toAllClose(stiff.output, { rtol: 1e-5 })
    expect(explicit.statistics.jacobians).toBe(0)
  })

  test('has no feedback where the model has none', async () => {
    const { feedback } = await courseOf({ ...course, target: { model: 'kinetic-proofreading' } })
    expect(feedback).toBeNull()
  })

  test('is the same each time, whatever the seed', async () => {
    const [once, again] = [
      await client.finish({ ...course, seed: 1 }),
      await client.finish({ ...course, seed: 2 }),
    ]
    expect((await resultOf(again)).text).toBe((await resultOf(once)).text)
  })

  test('fails where the tolerance cannot be met, and says where', async () => {
    const job = (await client.submit(withOptions({ maxSteps: 3 }), 60)).json<JobResource>()
    expect(job.status).toBe('failed')
    expect(job.error).toMatchObject({
      code: 'integration-failed',
      detail: expect.stringMatching(/stopped at t = \S+ s .* after 3 steps/),
      errors: [{ path: '/options', message: expect.stringContaining('after 3 steps') }],
    })
  })
})

describe('a time course is refused, by the field, for', () => {
  let refusing: Client
  beforeAll(async () => {
    refusing = await openClient({ workers: 1 })
  })
  // Nothing that is refused leaves a trace.
  afterAll(async () => {
    expect((await refusing.send('/v1/jobs')).json<JobPage>()).toEqual({ jobs: [], next: null })
  })

  const start = (...complexes: number[][]) => ({ ...course, start: { complexes } })
  const none = new Array<number>(7).fill(0)
  const many = (count: number) => Array.from({ length: count }, () => ({ bindingTime: 1, quantity: 1 }))

  test.each<[string, object, string, string]>([
    ['a model without reactions', { ...course, target: cell(5, 3) }, 'no-dynamics', '/target/model'],
    [
      'parameters out of range',
      { ...course, target: { model: 'revised-akpr', parameters: { inhibitedSteps: 7 } } },
      'parameter-out-of-range',
      '/target/parameters/inhibitedSteps',
    ],
    ['times that do not ascend', { ...course, time: [0, 5, 5] }, 'not-ascending', '/time/2'],
    ['times that descend', { ...course, time: { from: 9, to: 1, points: 3 } }, 'not-ascending', '/time'],
    [
      'a log scale from 0',
      { ...course, time: { from: 0, to: 1, points: 3, scale: 'log' } },
      'log-of-zero',
      '/time/from',
    ],
    [
      'too many times',
      { ...course, time: { from: 0, to: 1, points: 100_001 } },
      'out-of-range',
      '/time/points',
    ],
    [
      'an output beyond numbers',
      {
        ...course,
        mixture: [
          { bindingTime: 1e308, quantity: 1e308 },
          { bindingTime: 1e308, quantity: 1e308 },
        ],
      },
      'output-overflows',
      '/mixture',
    ],
    ['too many kinds', { ...course, mixture: many(143) }, 'too-many-variables', '/mixture'],
    [
      'too many complexes',
      { ...course, mixture: many(100), time: { from: 0, to: 1, points: 20_000 }, options: { states: true } },
      'too-many-outputs',
      '/options/states',
    ],
    ['a start of one kind', start(none), 'start', '/start/complexes'],
    ['a start of six states', start([0, 0, 0, 0, 0, 0], none), 'start', '/start/complexes/0'],
    ['a start of more than ligands', start([6, 0, 0, 0, 0, 0, 5], none), 'start', '/start/complexes/0'],
    ['a start of ligands that never bind', start(none, [1, 0, 0, 0, 0, 0, 0]), 'start', '/start/complexes/1'],
  ])('%s', async (_, body, code, path) => {
    const { errors } = await refusing.refusal('/v1/simulations', { body }, 422, code)
    expect(errors).toEqual([{ path, message: expect.any(String) }])
  })

  test('a model without reactions with the names of those that have them', async () => {
    const body = { ...course, target: cell(5, 3) }
    const { detail } = await refusing.refusal('/v1/simulations', { body }, 422, 'no-dynamics')
    for (const name of ['kinetic-proofreading', 'adaptive-sorting', 'shp1-feedback', 'revised-akpr'])
      expect(detail).toContain(name)
  })

  test('more work than is allowed', async () => {
    const body = { ...course, mixture: many(142), options: { relativeTolerance: 1e-13 } }
    const poor = await openClient({ mostCost: 1e11, workers: 1 })
    await poor.refusal('/v1/simulations', { body }, 422, 'too-dear')
    await poor.service.close()
  })

  test.each<[string, object, number, string]>([
    ['no times', { ...course, time: [] }, 422, '/time'],
    ['a negative time', { ...course, time: [-1, 2] }, 422, '/time/0'],
    ['no ligands', { ...course, mixture: [] }, 422, '/mixture'],
    ['negative complexes', start([-1, 0, 0, 0, 0, 0, 0], none), 422, '/start/complexes/0/0'],
    ['another method', withOptions({ method: 'euler' }), 400, '/options/method'],
    [
      'a tolerance below rounding',
      withOptions({ relativeTolerance: 1e-14 }),
      422,
      '/options/relativeTolerance',
    ],
    ['a tolerance of 1', withOptions({ relativeTolerance: 1 }), 422, '/options/relativeTolerance'],
    ['no absolute tolerance', withOptions({ absoluteTolerance: 0 }), 422, '/options/absoluteTolerance'],
    ['half a step', withOptions({ maxSteps: 2.5 }), 400, '/options/maxSteps'],
    ['an option that is none', withOptions({ tolerance: 1 }), 400, '/options/tolerance'],
  ])('%s', async (_, body, status, path) => {
    const code = status === 422 ? 'out-of-range' : 'wrong-shape'
    const { errors } = await refusing.refusal('/v1/simulations', { body }, status, code)
    expect(errors).toMatchObject([{ path }])
  })
})
