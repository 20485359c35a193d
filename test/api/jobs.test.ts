import { beforeAll, describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { type Client, type JobPage, openClient } from './client.ts'
import { cell, emptyReceptors, longDescent, shortDescent } from './specs.ts'

const remove = (client: Client, id: string) => client.send(`/v1/jobs/${id}`, { method: 'DELETE' })

describe('the list of jobs', () => {
  let client: Client
  let ids: string[]
  const list = async (query = '') => (await client.send(`/v1/jobs${query}`)).json<JobPage>()
  const idsOf = ({ jobs }: JobPage) => jobs.map(({ id }) => id)

  beforeAll(async () => {
    client = await openClient()
    const jobs = []
    for (let n = 0; n < 7; n++) jobs.push(await client.finish(shortDescent(n)))
    for (let n = 0; n < 3; n++) jobs.push(await client.finish(emptyReceptors(2, 1, 0.1)))
    const long = (await client.submit(longDescent())).json<JobResource>()
    await remove(client, long.id)
    ids = [...jobs, long].map(({ id }) => id).reverse()
  })

  test('has the newest first', async () => {
    const page = await list()
    expect(idsOf(page)).toEqual(ids)
    expect(page.next).toBeNull()
  })

  test.each([
    ['?type=attack', 0, 11],
    ['?type=simulation', 0, 0],
    ['?kind=gradient-descent', 0, 8],
    ['?kind=fgsm', 1, 3],
    ['?kind=nothing', 0, 0],
    ['?status=succeeded', 1, 10],
    ['?status=cancelled', 0, 1],
    ['?status=queued', 0, 0],
    ['?kind=gradient-descent&status=succeeded&type=attack', 4, 7],
  ])('holds with %s what fits it', async (query, first, count) => {
    const page = await list(query)
    expect(page.jobs).toHaveLength(count)
    if (count > 0) expect(page.jobs[0]!.id).toBe(ids[first])
  })

  test('comes in pages that hold every job once, also when jobs are added between them', async () => {
    const seen: string[] = []
    for (let query = '?limit=4'; ; ) {
      const page = await list(query)
      seen.push(...idsOf(page))
      if (page.next === null) break
      expect(page.jobs).toHaveLength(4)
      await client.finish(emptyReceptors(2, 1, 0.1))
      query = `?limit=4&cursor=${encodeURIComponent(page.next)}`
    }
    expect(seen).toEqual(ids)
  })

  test('comes in pages that hold every job of a filter once', async () => {
    const first = await list('?limit=5&kind=gradient-descent')
    const second = await list(`?limit=5&kind=gradient-descent&cursor=${first.next}`)
    expect(second.next).toBeNull()
    expect([...idsOf(first), ...idsOf(second)]).toEqual(ids.filter((_, i) => i === 0 || i > 3))
  })

  test.each([
    ['?cursor=nonsense', 400, 'wrong-shape', '/cursor'],
    ['?cursor=am9iOi0x', 400, 'wrong-shape', '/cursor'],
    ['?colour=red', 400, 'wrong-shape', '/colour'],
    ['?status=done', 400, 'wrong-shape', '/status'],
    ['?type=attacks', 400, 'wrong-shape', '/type'],
    ['?limit=many', 400, 'wrong-shape', '/limit'],
    ['?limit=1.5', 400, 'wrong-shape', '/limit'],
    ['?limit=0', 422, 'out-of-range', '/limit'],
    ['?limit=201', 422, 'out-of-range', '/limit'],
  ])('is not given for %s', async (query, status, code, path) => {
    const problem = await client.refusal(`/v1/jobs${query}`, {}, status, code)
    expect(problem.errors?.[0]?.path).toBe(path)
  })
})

describe('a job', () => {
  let client: Client
  beforeAll(async () => {
    client = await openClient()
  })

  test('is read as it was answered when it ended', async () => {
    const job = await client.finish(shortDescent(4))
    expect((await client.send(job.links.self)).json()).toEqual(job)
  })

  test.each([
    ['GET', ''],
    ['DELETE', ''],
    ['GET', '/result'],
    ['GET', '/events'],
  ])('that nobody submitted is not there: %s /v1/jobs/{id}%s', async (method, tail) => {
    for (const id of ['nonsense', '0193a1b2-0000-7000-8000-000000000000', 'a%20b%2Fc', 'x'.repeat(100)]) {
      await client.refusal(`/v1/jobs/${id}${tail}`, { method }, 404, 'no-such-job')
    }
  })

  test('that has ended is removed with its result by DELETE', async () => {
    const { links } = await client.finish(shortDescent(4))
    const answer = await client.send(links.self, { method: 'DELETE' })
    expect(answer.status).toBe(204)
    expect(answer.bytes).toHaveLength(0)
    for (const path of [links.self, links.result])
      await client.refusal(path, { method: 'GET' }, 404, 'no-such-job')
    await client.refusal(links.self, { method: 'DELETE' }, 404, 'no-such-job')
  })

  test('has no result while it is queued or runs, nor when it was cancelled', async () => {
    const jobs: JobResource[] = []
    for (let n = 0; n < 3; n++) jobs.push((await client.submit(longDescent(n))).json())
    const [first, second, waiting] = jobs.map(({ id }) => id) as [string, string, string]
    await Promise.all([client.until(first, 'running'), client.until(second, 'running')])
    for (const [id, state] of [
      [first, 'running'],
      [waiting, 'queued'],
    ]) {
      const { detail } = await client.refusal(`/v1/jobs/${id}/result`, {}, 409, 'not-finished')
      expect(detail).toContain(state)
    }
    // The queued one first: it would begin as soon as one of the others ends.
    for (const id of [waiting, first, second]) {
      const answer = await remove(client, id)
      expect(answer.status).toBe(200)
      const job = answer.json<JobResource>()
      expect(job).toMatchObject({ id, status: 'cancelled', error: null })
      expect(job.finishedAt).not.toBeNull()
      expect(job.startedAt === null).toBe(id === waiting)
      await client.refusal(`/v1/jobs/${id}/result`, {}, 409, 'job-cancelled')
    }
    expect(await client.finish(shortDescent(4))).toMatchObject({ attempt: 1 })
  })

  test('is cancelled while its worker is too busy to be asked, and the worker replaced', async () => {
    // Drawing so many ligands takes much longer than a worker is given to answer.
    const { populations } = longDescent().ligands
    const spec = {
      ...longDescent(),
      ligands: { populations: populations.map((population) => ({ ...population, count: 2_000_000 })) },
      options: { maxIterations: 200_000 },
    }
    const busy = await Promise.all([client.submit(spec), client.submit(spec)])
    const ids = busy.map((answer) => answer.json<JobResource>().id)
    for (const id of ids) await client.until(id, 'running')
    for (const id of ids)
      expect((await remove(client, id)).json()).toMatchObject({ id, status: 'cancelled', error: null })
    await Promise.all([client.finish(shortDescent(1)), client.finish(shortDescent(2))])
  })

  test('is cancelled before three seconds are over, queued or running', async () => {
    const jobs: JobResource[] = []
    for (let n = 0; n < 3; n++) jobs.push((await client.submit(longDescent(n))).json())
    await client.until(jobs[0]!.id, 'running')
    for (const { id } of jobs.toReversed()) {
      const start = performance.now()
      expect((await remove(client, id)).json()).toMatchObject({ status: 'cancelled' })
      expect(performance.now() - start).toBeLessThan(3000)
    }
  })

  test('whose fault only its worker finds fails with the problem, and has no result', async () => {
    // More ligands than are drawn when a job is submitted, and no agonist among them.
    const answer = await client.submit(
      {
        kind: 'gradient-descent',
        target: cell(3, 2),
        ligands: {
          populations: [
            { label: 'self', count: 250_001, bindingTime: { distribution: 'half-normal', sd: 0.1 } },
          ],
        },
      },
      60,
    )
    expect(answer.status).toBe(200)
    const job = answer.json<JobResource>()
    expect(job).toMatchObject({
      status: 'failed',
      error: { status: 422, code: 'no-agonist', errors: [{ path: '/ligands' }] },
    })
    expect(job.error!.detail).toContain('agonist')
    const { detail } = await client.refusal(job.links.result, {}, 409, 'job-failed')
    expect(detail).toContain(job.error!.detail)
    expect((await client.send(`/v1/jobs?status=failed`)).json<JobPage>().jobs).toEqual([job])
    expect((await remove(client, job.id)).status).toBe(204)
  })
})
