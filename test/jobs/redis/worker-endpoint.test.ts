import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createKey, readKeys } from '../../../src/api/keys.ts'
import { ServiceMetrics } from '../../../src/api/metrics/service-metrics.ts'
import type { Config } from '../../../src/config.ts'
import { StoreUnavailable } from '../../../src/jobs/store.ts'
import { ConfigError } from '../../../src/settings.ts'
import { buildWorkerApp } from '../../../src/worker-app.ts'
import { startWorker } from '../../../src/worker-service.ts'
import { parseExposition } from '../../api/exposition.ts'
import { temporaryFolder } from '../../process.ts'
import { describeWithRedis, freshPrefix, sharedRedis } from '../../redis.ts'
import { silentLogger, TEST_CONFIG } from '../../service.ts'
import { openShared } from './open-shared.ts'

async function startOn(workerPort: number | null): Promise<Awaited<ReturnType<typeof startWorker>>> {
  const { url } = await sharedRedis()
  const redis = { url, prefix: freshPrefix(), blobs: null }
  const config: Config = { ...TEST_CONFIG, workers: 1, redis, workerPort }
  const worker = await startWorker(config, silentLogger())
  onTestFinished(() => worker.close())
  return worker
}

/** The endpoint of a worker that takes jobs or does not, with its store. */
async function endpoint({ running = true, config = TEST_CONFIG } = {}) {
  const { store } = await openShared()
  const keys = config.keysFile === null ? null : readKeys(config.keysFile)
  const worker = { store, running: () => running }
  const services = { config, worker, metrics: new ServiceMetrics(), keys }
  const app = await buildWorkerApp(services, silentLogger())
  const get = (url: string, headers: Readonly<Record<string, string>> = {}) => app.inject({ url, headers })
  return { store, get }
}

describeWithRedis('the endpoint of a worker', () => {
  test('says that it is alive and ready, and how it does', async () => {
    const { url } = await startOn(0)
    const get = (path: string) => fetch(url + path)
    expect(await (await get('/healthz')).json()).toEqual({ status: 'alive' })
    expect(await (await get('/readyz')).json()).toEqual({ status: 'ready' })
    const answer = await get('/metrics')
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    const metrics = parseExposition(await answer.text())
    expect(metrics.get('antagon_workers')!.samples).toMatchObject([{ value: 1 }])
    expect(metrics.get('antagon_ready')!.samples).toMatchObject([{ value: 1 }])
    // Told by each process, these would count many times.
    for (const name of ['antagon_jobs', 'antagon_queue_length', 'antagon_queue_limit'])
      expect(metrics.get(name)!.samples, name).toEqual([])
  })

  test('takes no jobs, and answers what it cannot as the service does', async () => {
    const { get } = await endpoint()
    const answer = await get('/v1/attacks')
    expect(answer.statusCode).toBe(404)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json()).toMatchObject({ code: 'not-found' })
    expect((await get('/healthz', { host: 'elsewhere.example' })).statusCode).toBe(421)
  })

  test('is there only where it is asked for, and says so where it cannot be', async () => {
    expect((await startOn(null)).url).toBeNull()
    const { url } = await startOn(0)
    const taken = startOn(Number(new URL(url!).port))
    await expect(taken).rejects.toThrow(ConfigError)
    await expect(taken).rejects.toThrow('ANTAGON_WORKER_PORT')
  })

  test('is not ready while the worker takes no jobs', async () => {
    const { get } = await endpoint({ running: false })
    const answer = await get('/readyz')
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toMatchObject({ code: 'stopping' })
    expect((await get('/metrics')).body).toContain('\nantagon_ready 0\n')
  })

  test('is not ready while Redis cannot be written', async () => {
    const { get, store } = await endpoint()
    Object.assign(store, { probe: () => Promise.reject(new StoreUnavailable(new Error('no answer'))) })
    const answer = await get('/readyz')
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('10')
    expect(answer.json()).toMatchObject({ code: 'store-unavailable' })
    expect((await get('/metrics')).body).toContain('\nantagon_ready 0\n')
  })

  test('asks for a key that may read the metrics, where there are keys, but not a probe', async () => {
    const keysFile = join(temporaryFolder(), 'keys')
    const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
    const other = bearer(createKey(keysFile, 'other'))
    const prometheus = bearer(createKey(keysFile, 'prometheus', { scopes: ['metrics'] }))
    const { get } = await endpoint({ config: { ...TEST_CONFIG, keysFile } })
    expect((await get('/readyz')).statusCode).toBe(200)
    const stranger = await get('/metrics')
    expect(stranger.statusCode).toBe(401)
    expect(stranger.headers['www-authenticate']).toBe('Bearer')
    expect((await get('/metrics', other)).statusCode).toBe(403)
    expect((await get('/metrics', prometheus)).statusCode).toBe(200)
  })
})
