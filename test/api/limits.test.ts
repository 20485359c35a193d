import type { FastifyRequest } from 'fastify'
import { beforeAll, describe, expect, test } from 'vitest'
import { createKey } from '../../src/api/key-file.ts'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { NO_QUOTAS } from '../../src/jobs/quotas.ts'
import { temporaryFolder } from '../process.ts'
import { startTestService } from '../service.ts'
import { openSocket } from '../socket-client.ts'
import { openClient } from './client.ts'
import { type KeyHolders, openKeyHolders } from './key-holders.ts'
import { shortDescent } from './specs.ts'

describe('a limit on requests', () => {
  let holders: KeyHolders
  beforeAll(async () => {
    const limited = { rateLimit: 3 }
    holders = await openKeyHolders({ ann: ['submit'], bob: ['read'], carl: ['read'] }, limited)
  })

  test('is each key’s own; its answers say how many are left, and in the end when to try again', async () => {
    const { ask } = holders
    for (const left of ['2', '1', '0']) {
      const { status, headers } = await ask('ann', 'GET', '/v1/models')
      expect(status).toBe(200)
      expect(headers).toMatchObject({ 'ratelimit-limit': '3', 'ratelimit-remaining': left })
    }
    for (const [method, path] of [
      ['GET', '/v1/models'],
      ['POST', '/v1/attacks'],
      ['GET', '/v1/nothing'],
      ['GET', '/v1/jobs/none/events'],
    ] as const) {
      const { status, headers, ...answer } = await ask('ann', method, path)
      expect(status).toBe(429)
      expect(answer.json()).toMatchObject({ code: 'too-many-requests', status: 429 })
      expect(Number(headers['retry-after'])).toBeGreaterThan(0)
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60)
      expect(headers).toMatchObject({ 'ratelimit-remaining': '0' })
    }
    expect((await ask('carl', 'GET', '/v1/models')).status).toBe(200)
    for (const path of ['/healthz', '/readyz', '/openapi.json'])
      for (let i = 0; i < 5; i++) expect((await ask('ann', 'GET', path)).status).toBe(200)
  })

  test('counts a refused request, too', async () => {
    const { ask } = holders
    for (const status of [403, 403, 403, 429])
      expect((await ask('bob', 'POST', '/v1/attacks')).status).toBe(status)
  })

  test('without a key is refused like any other when its connection is gone before it is counted', async () => {
    const { app } = holders.service
    // Of a socket that is closed Node knows no address any more.
    const gone = { headers: {}, query: {}, routeOptions: { config: {} }, ip: undefined }
    await expect(app.admit(gone as unknown as FastifyRequest, undefined)).rejects.toMatchObject({
      status: 401,
    })
  })

  test('counts sockets, and closes with 4429 those that are too many', async () => {
    const keysFile = `${temporaryFolder()}/keys`
    const headers = { authorization: `Bearer ${createKey(keysFile, 'ann')}` }
    const metrics = { authorization: `Bearer ${createKey(keysFile, 'prometheus', { scopes: ['metrics'] })}` }
    const { url } = await startTestService({ keysFile, rateLimit: 2, workers: 1 })
    const codes: number[] = []
    for (let i = 0; i < 3; i++) {
      codes.push((await openSocket(url, '/v1/jobs/none/stream', { headers }).closed).code)
    }
    expect(codes).toEqual([4404, 4404, 4429])
    expect(await openSocket(url, '/v1/jobs/none/stream', { headers: metrics }).closed).toEqual({
      code: 4403,
      reason: 'this needs a key that has the scope “read”',
    })
  })

  test('is each address’s where there are no keys', async () => {
    const client = await openClient({ rateLimit: 2, workers: 1 })
    for (let i = 0; i < 2; i++) expect((await client.send('/v1/models')).status).toBe(200)
    await client.refusal('/v1/models', {}, 429, 'too-many-requests')
    expect((await client.send('/healthz')).status).toBe(200)
    await client.service.close()
  })

  test('of 60 holds for an address that has no good key, and not for whoever has one there', async () => {
    const { ask } = holders
    for (let i = 0; i < 60; i++) expect((await ask('wrong', 'GET', '/v1/models')).status).toBe(401)
    const { status, headers } = await ask(null, 'GET', '/v1/models')
    expect(status).toBe(429)
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
    expect((await ask('carl', 'GET', '/v1/models')).status).toBe(200)
  })
})

describe('a quota', () => {
  let holders: KeyHolders
  beforeAll(async () => {
    const quotas = { ...NO_QUOTAS, running: 1, submissions: 5 }
    holders = await openKeyHolders({ ann: ['submit'], bob: ['submit'] }, { quotas, rateLimit: 100 })
  })

  test('refuses with 429, its name and when to try again; usage says where one stands', async () => {
    const { ask } = holders
    const headers = { 'idempotency-key': 'once' }
    const first = await ask('ann', 'POST', '/v1/attacks', { payload: shortDescent(1), headers })
    expect(first.status).toBe(202)
    const refused = await ask('ann', 'POST', '/v1/attacks', { payload: shortDescent(1) })
    expect(refused.status).toBe(429)
    expect(refused.headers).toMatchObject({ 'retry-after': '10' })
    expect(refused.json()).toMatchObject({ code: 'quota-exceeded', quota: 'running', limit: 1, used: 1 })
    const again = await ask('ann', 'POST', '/v1/attacks', { payload: shortDescent(1), headers })
    expect(again.json<JobResource>().id).toBe(first.json<JobResource>().id)
    expect((await ask('ann', 'GET', '/v1/usage')).json()).toMatchObject({
      key: 'ann',
      requestsPerMinute: 100,
      submissions: { used: 1, limit: 5, renewedAt: expect.stringMatching(/:00:00\.000Z$/) },
      running: { used: 1, limit: 1, renewedAt: null },
      cost: { used: expect.any(Number), limit: null, renewedAt: expect.stringMatching(/T00:00:00\.000Z$/) },
      bytes: { used: expect.any(Number), limit: null, renewedAt: null },
    })
    expect((await ask('bob', 'GET', '/v1/usage')).json()).toMatchObject({
      key: 'bob',
      submissions: { used: 0 },
    })
  })

  test('that refuses a job leaves no training behind that the job would have needed', async () => {
    const { ask } = holders
    const payload = {
      kind: 'fgsm',
      target: { classifier: 'linear' },
      digits: { count: 5 },
      options: { epsilon: 0.1 },
    }
    const trainings = () => ask('ann', 'GET', '/v1/classifiers/linear')
    await ask('ann', 'POST', '/v1/attacks', { payload: shortDescent(1) })
    expect((await ask('ann', 'POST', '/v1/attacks', { payload })).status).toBe(429)
    expect((await trainings()).json()).toMatchObject({ status: 'untrained' })
    expect((await ask('bob', 'POST', '/v1/attacks', { payload })).status).toBe(202)
    expect((await trainings()).json()).toMatchObject({ status: 'training' })
  })
})
