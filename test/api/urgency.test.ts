import { beforeAll, describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { submissionPath } from '../submission-path.ts'
import { type Client, openClient, type ProblemBody } from './client.ts'
import { type KeyHolders, openKeyHolders } from './key-holders.ts'
import { longDescent, shortDescent } from './specs.ts'
import { LINEAR } from './training-specs.ts'

// Nothing runs there: what is looked at is what is accepted.
let holders: KeyHolders
let client: Client
beforeAll(async () => {
  holders = await openKeyHolders({ ann: ['submit'], root: ['admin'] })
  client = await openClient({ workers: 1 })
})

const DOSE_RESPONSE = {
  kind: 'dose-response',
  target: { model: 'kinetic-proofreading', parameters: { steps: 2 } },
  ligand: { bindingTime: [2, 8], quantity: [20, 100] },
}
const PIXELS = {
  kind: 'fgsm',
  seed: 1,
  target: { classifier: 'mlp-hill-10' },
  digits: { count: 10 },
  options: { epsilon: 0.1 },
}

/** A submission of ann's with this header. */
const submit = (payload: object, priority?: string) =>
  holders.ask('ann', 'POST', submissionPath(payload), {
    payload,
    headers: priority === undefined ? {} : { priority },
  })
const urgencyOf = async (payload: object, priority?: string) => {
  const answer = await submit(payload, priority)
  expect(answer.status).toBe(202)
  return answer.json<JobResource>().urgency
}

describe('the urgency of a job', () => {
  test.each([shortDescent(), DOSE_RESPONSE, LINEAR])(
    'is what its Priority says, on each route: $kind',
    async (spec) => {
      expect(await urgencyOf(spec, 'u=0')).toBe(0)
    },
  )

  test.each([
    [undefined, 3],
    ['', 3],
    ['i', 3],
    ['u=0', 0],
    ['u=7', 7],
    ['u=5, i', 5],
    ['  i=?0 ,  u=1 ', 1],
    ['u=6;v=9', 6],
    ['u=1, u=5', 5],
    ['u=9, u=2', 2],
    ['x="u=1.5, u=99", u=4, y=(1 2);z', 4],
    ['x="\\", u=3.0", u=2', 2],
    ['up=9, a_u=1.5', 3],
    ['u=007', 7],
  ])('is read from “%s” as %i', async (priority, urgency) => {
    expect(await urgencyOf(shortDescent(), priority)).toBe(urgency)
  })

  test.each([
    'u=8',
    'u=-1',
    'u=2.5',
    'u=3.0',
    'i, u=3.0;v',
    'u=1, u=3.0',
    'u="3"',
    'u=three',
    'u',
    'u=?1',
    'u=(1 2)',
    'u=1234567890123456',
    'u=',
    'u=3;',
    'u = 3',
    'U=3',
    'u=3,',
    'u=3 i',
    '3',
    'High',
    '=',
    '"',
  ])('is refused where Priority is “%s”, and nothing is stored', async (priority) => {
    const jobs = async () => (await holders.ask('ann', 'GET', '/v1/jobs')).json<{ jobs: object[] }>().jobs[0]
    const before = await jobs()
    for (const spec of [shortDescent(), DOSE_RESPONSE, LINEAR]) {
      const answer = await submit(spec, priority)
      expect(answer.status).toBe(400)
      const problem = answer.json<ProblemBody>()
      expect(problem).toMatchObject({ code: 'wrong-shape', errors: [{ path: '/priority' }] })
      expect(problem.detail).toContain(`not “${priority}”`)
    }
    expect(await jobs()).toEqual(before)
  })

  test('is also that of the training that it waits for, and is kept and listed', async () => {
    expect(await urgencyOf(PIXELS, 'u=1')).toBe(1)
    const { jobs } = (await holders.ask('root', 'GET', '/v1/jobs?type=training')).json<{
      jobs: JobResource[]
    }>()
    expect(jobs.find(({ owner }) => owner === null)).toMatchObject({ urgency: 1, status: 'queued' })
  })

  test('is that of the first submission where a key repeats it', async () => {
    const headers = { 'idempotency-key': 'once' }
    const options = { payload: shortDescent(1) }
    const first = await holders.ask('ann', 'POST', '/v1/attacks', {
      ...options,
      headers: { ...headers, priority: 'u=5' },
    })
    const again = await holders.ask('ann', 'POST', '/v1/attacks', {
      ...options,
      headers: { ...headers, priority: 'u=1' },
    })
    expect(again.json<JobResource>()).toEqual(first.json<JobResource>())
  })

  test('decides which of those that wait goes first', async () => {
    const add = async (spec: object, priority: string) =>
      (await client.send('/v1/attacks', { body: spec, headers: { priority } })).json<JobResource>()
    const running = await add(longDescent(), 'u=3')
    await client.until(running.id, 'running')
    const added: JobResource[] = []
    for (const urgency of [7, 3, 5, 0, 3]) added.push(await add(shortDescent(), `u=${urgency}`))
    await client.send(`/v1/jobs/${running.id}`, { method: 'DELETE' })
    const ended: JobResource[] = []
    for (const { id } of added) ended.push(await client.until(id, 'succeeded'))
    const begun = ended.toSorted((a, b) => (a.startedAt! < b.startedAt! ? -1 : 1))
    expect(begun.map(({ urgency }) => urgency)).toEqual([0, 3, 3, 5, 7])
  })
})
