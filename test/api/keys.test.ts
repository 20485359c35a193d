import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKey, type Keys, readKeys } from '../../src/api/keys.ts'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { ConfigError } from '../../src/config.ts'
import { startTestService } from '../service.ts'
import { type Client, openClient } from './client.ts'
import { shortDescent } from './specs.ts'

const folder = mkdtempSync(join(tmpdir(), 'antagon-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))

const fileOf = (name: string, text: string) => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

describe('a file of keys', () => {
  test('holds hashes, which only its owner may read, and accepts every key that it has one of', () => {
    const file = join(folder, 'two')
    const made = [createKey(file, 'first'), createKey(file, 'second')]
    const text = readFileSync(file, 'utf8')
    expect(statSync(file).mode & 0o077).toBe(0)
    const keys = readKeys(file)
    for (const key of made) {
      expect(key.length).toBeGreaterThanOrEqual(40)
      expect(text).not.toContain(key)
      expect(keys.accepts(`Bearer ${key}`)).toBe(true)
      expect(keys.accepts(`Bearer ${key.slice(1)}`)).toBe(false)
      expect(keys.accepts(`Bearer ${key}x`)).toBe(false)
      expect(keys.accepts(key)).toBe(false)
      expect(keys.accepts(`Basic ${key}`)).toBe(false)
    }
    for (const header of [undefined, '', 'Bearer', 'Bearer ', `Bearer ${'x'.repeat(300)}`])
      expect(keys.accepts(header)).toBe(false)
  })

  test('may have comments and empty lines', () => {
    const file = join(folder, 'commented')
    const key = createKey(file, 'only')
    const { accepts } = { accepts: (keys: Keys) => keys.accepts(`Bearer ${key}`) }
    expect(accepts(readKeys(fileOf('copied', `# ours\n\n${readFileSync(file, 'utf8')}\n`)))).toBe(true)
  })

  test.each([
    ['holds no key', '', 'holds no key'],
    ['holds but comments', '# none\n', 'holds no key'],
    ['holds a key in the clear', 'laptop c2VjcmV0\n', 'line 1'],
    ['breaks off', `laptop ${'0'.repeat(64)}\ndesk 12ab`, 'line 2'],
  ])('is refused when it %s, without showing what it holds', (_, text, message) => {
    const file = fileOf('bad', text)
    expect(() => readKeys(file)).toThrow(ConfigError)
    expect(() => readKeys(file)).toThrow(message)
    expect(() => readKeys(file)).not.toThrow('c2VjcmV0')
  })

  test('is refused when it is not there, before anything listens', async () => {
    const keysFile = join(folder, 'nowhere')
    expect(() => readKeys(keysFile)).toThrow(ConfigError)
    await expect(startTestService({ keysFile })).rejects.toThrow(keysFile)
  })

  test.each([[''], ['two words'], ['line\nbreak'], ['x'.repeat(101)]])(
    'has no key of the name “%s”',
    (name) => {
      expect(() => createKey(join(folder, 'unnamed'), name)).toThrow(ConfigError)
    },
  )
})

describe('a ticket', () => {
  const keys = () => {
    const file = join(folder, 'tickets')
    createKey(file, 'any')
    return readKeys(file)
  }

  test('is good once, and within its time', () => {
    const ours = keys()
    const { ticket, expires } = ours.issueTicket(0)
    expect(ours.redeem(ticket, expires - 1)).toBe(true)
    expect(ours.redeem(ticket, expires - 1)).toBe(false)
    const late = ours.issueTicket(0)
    expect(ours.redeem(late.ticket, late.expires)).toBe(false)
    expect(ours.redeem(late.ticket, 0)).toBe(false)
  })

  test('that was never given is not good', () => {
    const ours = keys()
    ours.issueTicket(0)
    expect(ours.redeem(undefined, 0)).toBe(false)
    expect(ours.redeem('', 0)).toBe(false)
    expect(ours.redeem('x'.repeat(32), 0)).toBe(false)
  })
})

describe('a service with keys', () => {
  let client: Client
  let key: Record<string, string>
  beforeAll(async () => {
    const keysFile = join(folder, 'service')
    key = { authorization: `Bearer ${createKey(keysFile, 'tests')}` }
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
    ['POST', '/v1/tickets'],
    ['GET', '/v1/nothing'],
    ['GET', '/v1/jobs?x=/healthz'],
    ['GET', '//healthz'],
  ])('answers %s %s to nobody without a key', async (method, path) => {
    const wrong = { authorization: `Bearer ${'x'.repeat(43)}` }
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
    const { links } = answer.json<JobResource>()
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
    const stream = await client.send(`${links.events}?ticket=${ticket}`)
    expect(stream.status).toBe(200)
    expect(stream.text).toContain('event: end')
    await client.refusal(`${links.events}?ticket=${ticket}`, {}, 401, 'unauthorised')
  })
})

describe('a service without keys', () => {
  test('has no tickets to give, since nobody needs one', async () => {
    const client = await openClient({ workers: 1 })
    await client.refusal('/v1/tickets', { method: 'POST' }, 409, 'no-keys')
    await client.service.close()
  })
})
