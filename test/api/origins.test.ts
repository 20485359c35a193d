import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { startTestService, type TestService } from '../service.ts'
import { openSocket } from '../socket-client.ts'
import { converse } from './raw-client.ts'

const LISTED = 'https://lab.example'
const FOREIGN = 'https://elsewhere.example'
const NAME = 'antagon.lab.example'
const KEY = 'k'.repeat(43)

const folder = mkdtempSync(join(tmpdir(), 'antagon-origins-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Without keys or settings, as on somebody's own machine. */
let local: TestService
/** Behind a proxy, with a listed origin. */
let proxied: TestService
/** The same, with keys. */
let keyed: TestService

beforeAll(async () => {
  const keysFile = join(folder, 'keys')
  writeFileSync(keysFile, `someone ${createHash('sha256').update(KEY).digest('hex')}\n`)
  const behind = { corsOrigins: [LISTED], trustedProxies: ['127.0.0.0/8'], hosts: [NAME] }
  local = await startTestService()
  proxied = await startTestService(behind)
  keyed = await startTestService({ ...behind, keysFile })
})

/** A request with headers of any kind, of which fetch forbids some. */
const send = (
  to: TestService,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
) => {
  const { host } = new URL(to.url)
  const lines = Object.entries({ Host: host, Connection: 'close', ...headers }).map((line) => line.join(': '))
  return converse(to.url, (write) => write([`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n')))
}

const codeOf = ({ body }: { readonly body: string }) => (JSON.parse(body) as { code: string }).code

describe('every answer', () => {
  test.each([
    ['GET', '/healthz', 200],
    ['GET', '/v1/nothing', 404],
    ['POST', '/v1/attacks', 400],
    ['GET', '/v1/jobs/%E0%A4%A', 400],
    ['GET', `/v1/jobs/${'x'.repeat(101)}`, 414],
    ['GET', '/docs/', 200],
  ])('tells a browser how to treat it: %s %s', async (method, path, status) => {
    const { headers, status: answered } = await send(local, method, path, { 'Content-Length': '0' })
    expect(answered).toBe(status)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })

  test('of a stream too', async () => {
    const submitted = await local.request('/v1/attacks', { body: SHORT_DESCENT })
    const { links } = (await submitted.json()) as JobResource
    const events = await local.request(links.events)
    expect(events.headers.get('x-content-type-options')).toBe('nosniff')
    await events.body?.cancel()
  })

  test('asks for TLS only where a trusted proxy says that the request came over it', async () => {
    const overTls = { 'X-Forwarded-Proto': 'https' }
    const header = 'strict-transport-security'
    expect((await send(proxied, 'GET', '/healthz', overTls)).headers.get(header)).toMatch(/max-age=\d{7}/)
    expect((await send(proxied, 'GET', '/healthz')).headers.get(header)).toBeNull()
    expect((await send(local, 'GET', '/healthz', overTls)).headers.get(header)).toBeNull()
  })
})

describe('a name', () => {
  test.each(['localhost:8080', '127.0.0.1', '[::1]:80', '127.1.2.3'])('%s is loopback’s', async (host) => {
    expect((await send(local, 'GET', '/healthz', { Host: host })).status).toBe(200)
  })

  test.each([
    'elsewhere.example',
    '10.0.0.1',
    'localhost.elsewhere.example',
    '127.0.0.1.elsewhere.example',
    NAME,
  ])('%s is not answered to by a service without keys', async (host) => {
    const answer = await send(local, 'GET', '/v1/jobs', { Host: host })
    expect([answer.status, codeOf(answer)]).toEqual([421, 'unknown-host'])
  })

  test('that is listed is answered to, also when a trusted proxy tells of it; with keys any is', async () => {
    expect((await send(proxied, 'GET', '/healthz', { Host: NAME })).status).toBe(200)
    expect((await send(proxied, 'GET', '/healthz', { 'X-Forwarded-Host': NAME })).status).toBe(200)
    expect((await send(proxied, 'GET', '/healthz', { 'X-Forwarded-Host': 'x.example' })).status).toBe(421)
    expect((await send(local, 'GET', '/healthz', { 'X-Forwarded-Host': 'x.example' })).status).toBe(200)
    expect((await send(keyed, 'GET', '/healthz', { Host: 'x.example' })).status).toBe(200)
  })
})

describe('a page of another origin', () => {
  const submit = (to: TestService, headers: Readonly<Record<string, string>>) =>
    to.request('/v1/attacks', { body: SHORT_DESCENT, headers })

  test.each([FOREIGN, 'null', 'http://127.0.0.1:1', 'nonsense'])(
    '(%s) may change nothing',
    async (origin) => {
      const answer = await submit(local, { origin })
      expect(answer.status).toBe(403)
      expect(await answer.json()).toMatchObject({ code: 'foreign-origin' })
      expect((await local.request('/v1/jobs/some', { method: 'DELETE', headers: { origin } })).status).toBe(
        403,
      )
    },
  )

  test('cannot read what it asks for', async () => {
    const answer = await local.request('/v1/jobs', { headers: { origin: FOREIGN } })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    const preflight = await local.request('/v1/jobs', { method: 'OPTIONS', headers: { origin: FOREIGN } })
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('cannot submit as a form does', async () => {
    const headers = { 'content-type': 'text/plain' }
    const answer = await local.request('/v1/attacks', { body: JSON.stringify(SHORT_DESCENT), headers })
    expect(answer.status).toBe(415)
  })

  test('that is listed may, and is told so before it has a key', async () => {
    const headers = {
      Origin: LISTED,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization, content-type, idempotency-key',
    }
    const preflight = await send(keyed, 'OPTIONS', '/v1/attacks', headers)
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe(LISTED)
    expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization')
    const answer = await submit(keyed, { origin: LISTED, authorization: `Bearer ${KEY}` })
    expect(answer.status).toBe(202)
    expect(answer.headers.get('access-control-allow-origin')).toBe(LISTED)
    expect(answer.headers.get('access-control-expose-headers')).toContain('Location')
  })

  test('that is not listed stays outside where another is', async () => {
    expect((await submit(proxied, { origin: FOREIGN })).status).toBe(403)
    const answer = await proxied.request('/v1/jobs', { headers: { origin: FOREIGN } })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('a socket', () => {
  async function statusOf(to: TestService, origin?: string): Promise<number> {
    const submitted = await to.request('/v1/attacks', { body: SHORT_DESCENT })
    const { links } = (await submitted.json()) as JobResource
    const client = openSocket(to.url, links.stream, { ...(origin !== undefined && { origin }) })
    const { promise, resolve } = Promise.withResolvers<number>()
    client.socket.once('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0)
      request.destroy()
    })
    client.socket.once('open', () => resolve(101))
    const status = await promise
    client.socket.terminate()
    return status
  }

  test('is opened for programs, for the service’s own pages and for listed origins, and for nobody else', async () => {
    expect(await statusOf(local)).toBe(101)
    expect(await statusOf(local, local.url)).toBe(101)
    expect(await statusOf(local, FOREIGN)).toBe(403)
    expect(await statusOf(local, 'null')).toBe(403)
    expect(await statusOf(proxied, LISTED)).toBe(101)
    expect(await statusOf(proxied, FOREIGN)).toBe(403)
  })
})
