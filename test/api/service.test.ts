import { request } from 'node:http'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, test } from 'vitest'
import { ServiceMetrics } from '../../src/api/metrics/service-metrics.ts'
import { OpenStreams } from '../../src/api/open-streams.ts'
import { UNRECORDED } from '../../src/api/tracing/tracing.ts'
import { buildApp } from '../../src/app.ts'
import { Housekeeper } from '../../src/jobs/housekeeper.ts'
import { JobHub } from '../../src/jobs/hub.ts'
import { kindFor } from '../../src/jobs/kinds.ts'
import { IN_MEMORY } from '../../src/jobs/open-database.ts'
import { openPool } from '../../src/jobs/pool.ts'
import { KEEP_ALL } from '../../src/jobs/retention.ts'
import { Runner } from '../../src/jobs/runner.ts'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import { allPresets } from '../../src/presets/presets.ts'
import { POOL_OPTIONS } from '../pools.ts'
import { silentLogger, TEST_CONFIG } from '../service.ts'
import { type Client, openClient } from './client.ts'

let client: Client
beforeAll(async () => {
  client = await openClient()
})

/** What the result of every kind is to be had in. */
const SUMMARY = ['application/json', 'text/csv', 'image/svg+xml']

describe('the methods', () => {
  interface Method {
    readonly kind: string
    readonly type: string
    readonly subject: string | null
    readonly submitTo: string
    readonly costFormula: string
    readonly memoryFormula: string
    readonly mediaTypes: readonly string[]
    readonly spec: object
  }
  const methods = async () => (await client.send('/v1/methods')).json<{ methods: Method[] }>().methods

  test('are listed with source, cost and where to submit them', async () => {
    const all = await methods()
    expect(all.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['gradient-descent', 'fgsm', 'iterative-fgsm', 'antagonism']),
    )
    for (const { type, submitTo, costFormula, memoryFormula } of all) {
      expect(submitTo).toBe(`/v1/${type}s`)
      expect(costFormula).not.toBe('')
      expect(memoryFormula).toMatch(/^\d+/)
    }
  })

  test('say in which media types a result is to be had, by what it is about', async () => {
    const types = (await methods()).map(({ kind, subject, mediaTypes }) => [
      `${kind} of ${subject}`,
      mediaTypes,
    ])
    expect(Object.fromEntries(types)).toMatchObject({
      'gradient-descent of null': [...SUMMARY, 'application/octet-stream', 'image/png'],
      'fgsm of cell': [...SUMMARY, 'application/octet-stream'],
      'fgsm of digits': [...SUMMARY, 'application/octet-stream', 'image/png'],
      'critical-points of null': SUMMARY,
    })
  })

  test('have a schema that a client can compile, and that takes the presets', async () => {
    for (const { kind, subject, spec } of await methods()) {
      const validate = new Ajv({ strict: false, discriminator: true }).compile(spec)
      const own = allPresets().filter(
        ({ body }) => body.kind === kind && (kindFor(kind, body).subject ?? null) === subject,
      )
      for (const { body } of own) {
        validate(body)
        expect(validate.errors ?? null).toBeNull()
      }
      expect(validate({ kind, nonsense: true })).toBe(false)
    }
  })
})

describe('the probes', () => {
  test('say that the service is alive and ready', async () => {
    expect((await client.send('/healthz')).json()).toEqual({ status: 'alive' })
    expect((await client.send('/readyz')).json()).toEqual({ status: 'ready' })
  })

  test('say that it is alive but not ready when its store cannot be written', async () => {
    const store = openSqliteStore(IN_MEMORY)
    const hub = new JobHub()
    const runner = new Runner({
      store,
      hub,
      openPool: () => openPool({ size: 1, ...POOL_OPTIONS }),
      log: silentLogger(),
    })
    const full = Object.create(store, {
      probe: { value: () => Promise.reject(new Error('database or disk is full')) },
    }) as typeof store
    const services = {
      config: TEST_CONFIG,
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
    const app = await buildApp({ ...services, store: full }, silentLogger())
    expect((await app.inject('/healthz')).statusCode).toBe(200)
    const answer = await app.inject('/readyz')
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBeDefined()
    expect(answer.json()).toMatchObject({ code: 'store-unavailable' })
    expect(answer.body).not.toContain('disk')
    await app.close()
    await store.close()
  })
})

describe('an offer to change the protocol', () => {
  /** The status of an answer to a GET with this `Upgrade` header, which fetch does not let one send. */
  function statusFor(path: string, upgrade: string): Promise<number | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
    const headers = { connection: 'upgrade', upgrade, 'http2-settings': 'AAMAAABkAAQAoAAAAAIAAAAA' }
    const sent = request(client.service.url + path, { headers })
    sent.on('error', reject)
    sent.on('response', (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.end()
    return promise
  }

  test('of HTTP is ignored, as some clients make it with every request', async () => {
    expect(await statusFor('/healthz', 'h2c')).toBe(200)
    expect(await statusFor('/v1/jobs', 'h2c')).toBe(200)
  })

  test('of anything else is ignored too, where there is no socket', async () => {
    expect(await statusFor('/v1/jobs', 'something-else')).toBe(200)
    expect(await statusFor('/v1/nothing', 'something-else')).toBe(404)
  })
})

describe('what is not there', () => {
  test.each([
    ['GET', '/v1/nothing'],
    ['GET', '/v1/attacks'],
    ['PUT', '/v1/jobs'],
    ['DELETE', '/v1/jobs'],
    ['POST', '/healthz'],
  ])('%s %s is a problem like any other', async (method, path) => {
    const { detail } = await client.refusal(path, { method }, 404, 'not-found')
    expect(detail).toContain(`${method} ${path}`)
  })

  test('a path that no route can read is a problem like any other', async () => {
    for (const [id, status] of [
      ['%E0%A4%A', 400],
      ['x'.repeat(101), 414],
    ] as const) {
      const answer = await client.service.request(`/v1/jobs/${id}`)
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
      expect(await answer.json()).toMatchObject({ status, code: 'bad-url' })
    }
  })
})
