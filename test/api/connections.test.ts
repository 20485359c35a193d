import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ServiceMetrics } from '../../src/api/metrics/service-metrics.ts'
import { OpenStreams } from '../../src/api/open-streams.ts'
import { UNRECORDED } from '../../src/api/tracing/tracing.ts'
import { buildApp } from '../../src/app.ts'
import { Housekeeper } from '../../src/jobs/housekeeper.ts'
import { JobHub } from '../../src/jobs/hub.ts'
import { IN_MEMORY } from '../../src/jobs/open-database.ts'
import { openPool } from '../../src/jobs/pool.ts'
import { KEEP_ALL } from '../../src/jobs/retention.ts'
import { Runner } from '../../src/jobs/runner.ts'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import { POOL_OPTIONS } from '../pools.ts'
import { silentLogger, TEST_CONFIG } from '../service.ts'
import { converse } from './raw-client.ts'

/** As in operation, but a hundred times as impatient. */
const LIMITS = { headers: 300, request: 600, idle: 2000, checked: 50 }

const store = openSqliteStore(IN_MEMORY)
let url: string
let close: () => Promise<void>

beforeAll(async () => {
  const hub = new JobHub()
  const runner = new Runner({
    store,
    hub,
    openPool: () => openPool({ size: 1, ...POOL_OPTIONS }),
    log: silentLogger(),
  })
  const services = {
    config: TEST_CONFIG,
    store,
    hub,
    runner,
    housekeeper: new Housekeeper({ store, retention: KEEP_ALL, log: silentLogger() }),
    embedded: store,
    streams: new OpenStreams(),
    metrics: new ServiceMetrics(),
    tracing: UNRECORDED,
    keys: null,
    pingInterval: 1000,
    readyMade: [],
  }
  const app = await buildApp(services, silentLogger(), LIMITS)
  url = await app.listen({ host: '127.0.0.1', port: 0 })
  close = async () => {
    await app.close()
    await store.close()
  }
})
afterAll(() => close())

const HEAD = 'POST /v1/attacks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'

const UPGRADE = 'HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

/** Writes a character of an endless text every so often, until the connection is closed. */
const drip = (begin: string, text: () => string) =>
  converse(url, async (write, closed) => {
    write(begin)
    while (!closed()) {
      write(text())
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })

describe('a connection', () => {
  test('whose headers never end is cut off', async () => {
    const answer = await drip(HEAD, () => 'X')
    expect(answer.status).toBe(408)
    expect(JSON.parse(answer.body)).toMatchObject({ status: 408, code: 'request-timeout' })
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('whose body comes in drips is cut off', async () => {
    const answer = await drip(`${HEAD}Content-Length: 1000000\r\n\r\n`, () => ' ')
    expect(answer.status).toBe(408)
  })

  test('that says nothing at all is cut off', async () => {
    const answer = await converse(url, () => undefined)
    expect([408, Number.NaN]).toContain(answer.status)
  })

  test.each([
    ['no HTTP', '\u0016\u0003\u0001 hello\r\n\r\n', 400, 'malformed-request'],
    ['an unknown version', 'GET / HTTP/9.9\r\n\r\n', 400, 'malformed-request'],
    ['a bad header', 'GET / HTTP/1.1\r\nHost: localhost\r\nX\u0000: 1\r\n\r\n', 400, 'malformed-request'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400, 'no-host'],
    [
      'an upgrade without a host',
      'GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      400,
      'no-host',
    ],
    ['an upgrade to nowhere', `GET /${'x'.repeat(200)} ${UPGRADE}`, 404, 'not-found'],
    [
      'an upgrade of a job with an endless name',
      `GET /v1/jobs/${'x'.repeat(200)}/stream ${UPGRADE}`,
      414,
      'bad-url',
    ],
    ['an upgrade to what is no path', `GET /v1/jobs/%E0%A4%A/stream ${UPGRADE}`, 400, 'bad-url'],
    [
      'an unknown expectation',
      'GET / HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\n\r\n',
      417,
      'expectation-failed',
    ],
    [
      'endless headers',
      `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
  ])(
    'with %s is told so and closed, without a word of how the service is made',
    async (_, text, status, code) => {
      const answer = await converse(url, (write) => write(text))
      expect(answer.status).toBe(status)
      expect(JSON.parse(answer.body)).toMatchObject({ status, code })
      expect(answer.body).not.toMatch(/\.ts|node_modules|HPE_|\n +at /)
    },
  )
})
