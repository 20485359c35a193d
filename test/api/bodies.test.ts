import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { isDeeperThan } from '../../src/api/json-depth.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { type Client, openClient } from './client.ts'
import { converse } from './raw-client.ts'

const LIMIT = 100_000

let client: Client
beforeAll(async () => {
  client = await openClient({ bodyLimit: LIMIT })
})

const refused = (body: unknown, status: number, code: string, headers = {}) =>
  client.refusal('/v1/attacks', { method: 'POST', body, headers }, status, code)

describe('the depth of a JSON text', () => {
  test.each([
    [0, '1', false],
    [0, '[]', true],
    [1, '[{}]', true],
    [2, '[{}]', false],
    [1, '[],[],{}', false],
    [1, '["[[[", "\\"[[", "\\\\"]', false],
    [1, '{"a":"{","b":[1]}', true],
  ])('over %d in %s: %s', (levels, json, deeper) => {
    expect(isDeeperThan(levels, json)).toBe(deeper)
  })
})

describe('a body', () => {
  test('that is nested too deep is refused, though its depth would cost a recursion its stack', async () => {
    await refused('['.repeat(LIMIT / 2), 400, 'too-deep')
    await refused(`{"kind":${'{"a":'.repeat(70)}1${'}'.repeat(70)}}`, 400, 'too-deep')
  })

  test.each(['__proto__', 'constructor'])('with a key %s cannot change a prototype', async (key) => {
    const value = key === '__proto__' ? { polluted: true } : { prototype: { polluted: true } }
    const spec = JSON.stringify(SHORT_DESCENT)
    const poison = `{${JSON.stringify(key)}:${JSON.stringify(value)},`
    await refused(spec.replace('{', poison), 400, 'invalid-json')
    await refused(spec.replace('"parameters":{', `"parameters":${poison}`), 400, 'invalid-json')
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test.each(['gzip', 'br', 'deflate, gzip'])('compressed as %s is refused unread', async (encoding) => {
    const headers = { 'content-encoding': encoding }
    await refused(gzipSync(JSON.stringify(SHORT_DESCENT)), 415, 'unsupported-content-encoding', headers)
  })

  test('may say that it is not compressed', async () => {
    const headers = { 'content-encoding': 'identity' }
    expect((await client.send('/v1/attacks', { body: SHORT_DESCENT, headers })).status).toBe(202)
  })

  const head = (...lines: string[]) =>
    ['POST /v1/attacks HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', ...lines, '', ''].join(
      '\r\n',
    )

  test('over the limit is refused by its announced length alone', async () => {
    const answer = await converse(client.service.url, (write) =>
      write(head(`Content-Length: ${LIMIT + 1}`, 'Connection: close')),
    )
    expect(answer.status).toBe(413)
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'body-too-large' })
  })

  test('without an announced length is cut off once it is over the limit', async () => {
    const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`
    let written = 0
    const answer = await converse(client.service.url, async (write, closed) => {
      write(head('Transfer-Encoding: chunked'))
      // An endless body: it ends because the service ends it.
      while (!closed()) {
        write(chunk)
        written += chunk.length
        await new Promise((resolve) => setImmediate(resolve))
      }
    })
    expect(answer.status).toBe(413)
    expect(written).toBeGreaterThan(LIMIT)
  })

  test('with two lengths, or a length and chunks, is no request', async () => {
    for (const lines of [
      ['Content-Length: 5', 'Transfer-Encoding: chunked'],
      ['Content-Length: 5', 'Content-Length: 6'],
    ]) {
      const answer = await converse(client.service.url, (write) => write(`${head(...lines)}12345`))
      expect(answer.status).toBe(400)
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'malformed-request' })
    }
  })
})
