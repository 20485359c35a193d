import { beforeAll, describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { type Client, openClient } from './client.ts'
import { longDescent, shortDescent } from './specs.ts'

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const cancel = ({ id }: JobResource) => client.send(`/v1/jobs/${id}`, { method: 'DELETE' })

describe('submitting a job', () => {
  test('is answered at once with 202, where the job is, and the job', async () => {
    const answer = await client.submit(shortDescent(5))
    const job = answer.json<JobResource>()
    expect(answer.status).toBe(202)
    expect(answer.headers.get('location')).toBe(`/v1/jobs/${job.id}`)
    expect(answer.headers.get('preference-applied')).toBeNull()
    expect(job).toMatchObject({
      type: 'attack',
      kind: 'gradient-descent',
      status: 'queued',
      seed: 5,
      spec: shortDescent(5),
      startedAt: null,
      finishedAt: null,
      error: null,
      links: {
        self: `/v1/jobs/${job.id}`,
        result: `/v1/jobs/${job.id}/result`,
        events: `/v1/jobs/${job.id}/events`,
        stream: `/v1/jobs/${job.id}/stream`,
      },
    })
    expect(await client.until(job.id, 'succeeded')).toMatchObject({ attempt: 1, progress: { fraction: 1 } })
  })

  test('is answered with the finished job when the client would rather wait', async () => {
    const answer = await client.submit(shortDescent(5), 30)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('preference-applied')).toBe('wait=30')
    const job = answer.json<JobResource>()
    expect(answer.headers.get('location')).toBe(`/v1/jobs/${job.id}`)
    expect(job).toMatchObject({ status: 'succeeded', progress: { fraction: 1 } })
    const times = [job.createdAt, job.startedAt!, job.finishedAt!].map(Date.parse)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  test('is answered with 202 when the job does not end within the wait', async () => {
    const answer = await client.submit(longDescent(), 0)
    expect(answer.status).toBe(202)
    expect(answer.headers.get('preference-applied')).toBe('wait=0')
    const second = await client.submit(longDescent(), 1)
    expect(second.status).toBe(202)
    expect(['queued', 'running']).toContain(second.json<JobResource>().status)
    await cancel(answer.json())
    await cancel(second.json())
  })

  test('takes a wait among other preferences, and no wait at all as none', async () => {
    const body = shortDescent(5)
    for (const prefer of ['respond-async, WAIT = 30', 'wait=30; why=curious, handling=lenient']) {
      const among = await client.send('/v1/attacks', { body, headers: { prefer } })
      expect(among.status).toBe(200)
      expect(among.headers.get('preference-applied')).toBe('wait=30')
    }
    const without = await client.send('/v1/attacks', { body, headers: { prefer: 'respond-async' } })
    expect(without.status).toBe(202)
    expect(without.headers.get('preference-applied')).toBeNull()
  })

  test.each(['wait=abc', 'wait', 'wait=', 'wait=-1', 'wait=1.5', 'wait=1e3'])(
    'refuses the malformed preference “%s”',
    async (prefer) => {
      const options = { body: shortDescent(5), headers: { prefer } }
      const problem = await client.refusal('/v1/attacks', options, 400, 'wrong-shape')
      expect(problem.errors?.[0]?.path).toBe('/prefer')
    },
  )

  test('draws a seed where none is given, and reports it', async () => {
    const [one, other] = await Promise.all([client.finish(shortDescent()), client.finish(shortDescent())])
    for (const { seed, spec } of [one, other]) {
      expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true)
      expect(spec).not.toHaveProperty('seed')
    }
    expect(one.seed).not.toBe(other.seed)
    const again = await client.finish({ ...shortDescent(), seed: one.seed })
    expect((await client.send(again.links.result)).text).toBe((await client.send(one.links.result)).text)
  })
})

describe('an idempotency key', () => {
  const send = (key: string, body: unknown, prefer = 'wait=30') =>
    client.send('/v1/attacks', { body, headers: { 'idempotency-key': key, prefer } })

  test('stands for one job, however often and however fast it is sent', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => send('one', shortDescent(1))))
    const ids = new Set(answers.map((answer) => answer.json<JobResource>().id))
    expect(ids.size).toBe(1)
    const later = await send('one', shortDescent(1))
    expect(later.status).toBe(200)
    expect(ids).toContain(later.json<JobResource>().id)
  })

  test('keeps the seed that was drawn for its job', async () => {
    const [first, second] = await Promise.all([send('drawn', shortDescent()), send('drawn', shortDescent())])
    expect(second.json<JobResource>().seed).toBe(first.json<JobResource>().seed)
  })

  test('stands for its job although another seed would not have been accepted', async () => {
    // Two thirds of the seeds draw a binding time below 0.
    const populations = [
      { label: 'agonist', count: 1, bindingTime: { distribution: 'constant', value: 4 } },
      { label: 'self', count: 7, bindingTime: { distribution: 'normal', mean: 1, sd: 1 } },
    ]
    const body = { ...shortDescent(), ligands: { populations } }
    let first = await send('lucky', body)
    while (first.status === 422) first = await send('lucky', body)
    for (let again = 0; again < 20; again++) {
      const answer = await send('lucky', body)
      expect(answer.status).toBe(200)
      expect(answer.json<JobResource>().id).toBe(first.json<JobResource>().id)
    }
  })

  test('is refused with another body', async () => {
    await send('another', shortDescent(1))
    const options = { body: shortDescent(2), headers: { 'idempotency-key': 'another' } }
    const { detail } = await client.refusal('/v1/attacks', options, 409, 'idempotency-conflict')
    expect(detail).toContain('another')
  })

  test('leaves jobs of other keys, and of none, apart', async () => {
    const jobs = [await send('x', shortDescent(1)), await send('y', shortDescent(1))]
    const plain = await client.submit(shortDescent(1), 30)
    expect(new Set([...jobs, plain].map((answer) => answer.json<JobResource>().id)).size).toBe(3)
  })

  test('has at least one character and at most 255', async () => {
    for (const key of ['', 'k'.repeat(256)]) {
      const options = { body: shortDescent(1), headers: { 'idempotency-key': key } }
      const problem = await client.refusal('/v1/attacks', options, 422, 'out-of-range')
      expect(problem.errors?.[0]?.path).toBe('/idempotency-key')
    }
  })
})

describe('a spec and its seed', () => {
  const outcomeOf = async (body: unknown) => {
    const { links } = await client.finish(body)
    const [json, binary] = await Promise.all([
      client.send(links.result),
      client.send(links.result, { headers: { accept: 'application/octet-stream' } }),
    ])
    return { json: json.text, bindingTimes: Buffer.from(binary.bytes).toString('base64') }
  }

  test('decide the result to the last byte, whichever worker runs it and whatever else goes on', async () => {
    const first = await outcomeOf(shortDescent(9))
    expect(await outcomeOf(shortDescent(9))).toEqual(first)
    const busy = (await client.submit(longDescent())).json<JobResource>()
    await client.until(busy.id, 'running')
    for (let repetition = 0; repetition < 3; repetition++) {
      expect(await outcomeOf(shortDescent(9))).toEqual(first)
    }
    await cancel(busy)
    expect(await Promise.all([outcomeOf(shortDescent(9)), outcomeOf(shortDescent(9))])).toEqual([
      first,
      first,
    ])
  })

  test('give another result for another seed', async () => {
    const [first, other] = await Promise.all([outcomeOf(shortDescent(9)), outcomeOf(shortDescent(10))])
    expect(other.json).not.toBe(first.json)
    expect(other.bindingTimes).not.toBe(first.bindingTimes)
  })
})

describe('a full queue', () => {
  test('turns jobs away, and says when to come again', async () => {
    const small = await openClient({ mostQueued: 1, workers: 1 })
    const running = (await small.submit(longDescent())).json<JobResource>()
    await small.until(running.id, 'running')
    expect((await small.submit(longDescent())).status).toBe(202)
    const answer = await small.submit(longDescent())
    expect(answer.status).toBe(429)
    expect(answer.json()).toMatchObject({ code: 'queue-full' })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    await small.service.close()
  })
})
