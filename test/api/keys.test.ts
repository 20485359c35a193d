import { beforeAll, describe, expect, test } from 'vitest'
import { createKey, revokeKey } from '../../src/api/key-file.ts'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { temporaryFolder } from '../process.ts'
import { startTestService } from '../service.ts'
import { openEvents, openSocket } from '../socket-client.ts'
import { type Client, openClient } from './client.ts'
import { longDescent, shortDescent } from './specs.ts'

const folder = temporaryFolder()
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

test('a file of keys that is not there is refused before anything listens', async () => {
  const keysFile = `${folder}/nowhere`
  await expect(startTestService({ keysFile })).rejects.toThrow(keysFile)
})

describe('a service with keys', () => {
  let client: Client
  let key: Record<string, string>
  beforeAll(async () => {
    const keysFile = `${folder}/service`
    key = bearer(createKey(keysFile, 'tests'))
    client = await openClient({ keysFile, workers: 1 })
  })

  test.each([
    ['GET', '/v1/jobs'],
    ['GET', '/v1/jobs/any'],
    ['DELETE', '/v1/jobs/any'],
    ['GET', '/v1/jobs/any/result'],
    ['GET', '/v1/jobs/any/events'],
    ['GET', '/v1/models'],
    ['GET', '/v1/methods'],
    ['GET', '/v1/presets'],
    ['GET', '/v1/usage'],
    ['POST', '/v1/tickets'],
    ['GET', '/v1/nothing'],
    ['GET', '/v1/jobs?x=/healthz'],
    ['GET', '//healthz'],
  ])('answers %s %s to nobody without a key', async (method, path) => {
    const wrong = bearer('x'.repeat(43))
    for (const headers of [{}, wrong]) {
      const answer = await client.send(path, { method, headers })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      expect(answer.json()).toMatchObject({ code: 'unauthorised' })
    }
  })

  test('shows nothing to somebody without a key who asks for a socket where there is none', async () => {
    const socket = new WebSocket(`${client.service.url.replace('http', 'ws')}/v1/jobs`)
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    let messages = 0
    socket.addEventListener('message', () => messages++)
    socket.addEventListener('close', () => resolve())
    await closed
    expect(messages).toBe(0)
  })

  test('reads no body of somebody without a key', async () => {
    await client.refusal('/v1/attacks', { body: '{"broken' }, 401, 'unauthorised')
  })

  test('answers whoever has one', async () => {
    const headers = { ...key, prefer: 'wait=30' }
    const answer = await client.send('/v1/attacks', { body: shortDescent(1), headers })
    expect(answer.status).toBe(200)
    const { owner, links } = answer.json<JobResource>()
    expect(owner).toBe('tests')
    expect((await client.send(links.result, { headers: key })).status).toBe(200)
    await client.refusal('/v1/nothing', { headers: key }, 404, 'not-found')
  })

  test.each([['/healthz'], ['/readyz'], ['/openapi.json'], ['/asyncapi.json']])(
    'answers %s to everyone',
    async (path) => {
      expect((await client.send(path)).status).toBe(200)
    },
  )

  test('shows its documents to everyone', async () => {
    expect((await client.service.request('/docs/')).status).toBe(200)
  })

  test('gives tickets, each of which opens one stream and nothing else', async () => {
    const submit = { body: shortDescent(1), headers: { ...key, prefer: 'wait=30' } }
    const { links } = (await client.send('/v1/attacks', submit)).json<JobResource>()
    const answer = await client.send('/v1/tickets', { method: 'POST', headers: key })
    expect(answer.status).toBe(201)
    const { ticket, expiresAt } = answer.json<{ ticket: string; expiresAt: string }>()
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now())
    await client.refusal(`${links.self}?ticket=${ticket}`, {}, 401, 'unauthorised')
    await client.refusal(`${links.events}?ticket=${ticket}&ticket=${ticket}`, {}, 401, 'unauthorised')
    const stream = await client.send(`${links.events}?ticket=${ticket}`)
    expect(stream.status).toBe(200)
    expect(stream.text).toContain('event: end')
    await client.refusal(`${links.events}?ticket=${ticket}`, {}, 401, 'unauthorised')
  })
})

describe('a running service', () => {
  test('takes up new and revoked keys, and ends the streams and waits of a revoked one', async () => {
    const keysFile = `${folder}/changing`
    const kept = bearer(createKey(keysFile, 'kept'))
    const revoked = bearer(createKey(keysFile, 'revoked'))
    const service = await startTestService({ keysFile, workers: 1 })
    const submit = async (headers: Record<string, string>) => {
      const answer = await service.request('/v1/attacks', { body: longDescent(), headers })
      return (await answer.json()) as JobResource
    }
    const [job, other] = [await submit(revoked), await submit(kept)]
    const socket = openSocket(service.url, job.links.stream, { headers: revoked })
    const events = await openEvents(service.url, job.links.events, revoked)
    const stays = openSocket(service.url, other.links.stream, { headers: kept })
    await Promise.all([socket, events, stays].map((stream) => stream.first('status')))
    const waiting = submit({ ...revoked, prefer: 'wait=300' })
    revokeKey(keysFile, 'revoked')
    const added = bearer(createKey(keysFile, 'added'))
    expect(await socket.closed).toEqual({ code: 4401, reason: 'the key is not good any more' })
    await events.ended
    expect((await waiting).status).toBe('queued')
    expect((await service.request('/v1/jobs', { headers: revoked })).status).toBe(401)
    expect((await service.request('/v1/jobs', { headers: added })).status).toBe(200)
    expect(stays.socket.readyState).toBe(stays.socket.OPEN)
    await service.close()
  })
})

describe('a service without keys', () => {
  test('has no tickets to give and no usage to tell, since nobody needs a key', async () => {
    const client = await openClient({ workers: 1 })
    await client.refusal('/v1/tickets', { method: 'POST' }, 409, 'no-keys')
    await client.refusal('/v1/usage', {}, 409, 'no-keys')
    await client.service.close()
  })
})
