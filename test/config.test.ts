import { describe, expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { NO_QUOTAS } from '../src/jobs/quotas.ts'
import { ConfigError } from '../src/settings.ts'

describe('the settings', () => {
  test('have their defaults where the environment says nothing', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      dataFolder: './data',
      keysFile: null,
      logLevel: 'info',
    })
    expect(readConfig({}).workers).toBeGreaterThanOrEqual(1)
  })

  test('are what the environment says', () => {
    const config = readConfig({
      HOST: '::1',
      PORT: '0',
      ANTAGON_DATA: ':memory:',
      ANTAGON_WORKERS: '3',
      ANTAGON_KEYS: '/etc/antagon/keys',
      ANTAGON_MAX_QUEUED: '5',
      ANTAGON_MAX_COST: '1e9',
      ANTAGON_MAX_MEMORY: '1000000',
      ANTAGON_WORKER_MEMORY: '128',
      ANTAGON_STALL_SECONDS: '2.5',
      ANTAGON_BODY_LIMIT: '4096',
      ANTAGON_SHUTDOWN_SECONDS: '0.5',
      ANTAGON_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
      ANTAGON_CORS_ORIGINS: 'https://lab.example,http://localhost:3000',
      ANTAGON_HOSTS: 'antagon.lab.example',
      ANTAGON_RATE_LIMIT: '60',
      ANTAGON_QUOTA_SUBMISSIONS: '10',
      ANTAGON_QUOTA_RUNNING: '2',
      ANTAGON_QUOTA_COST: '1e10',
      ANTAGON_QUOTA_BYTES: '0',
      ANTAGON_KIND_LIMITS: 'linear=1, robustness-matrix=20',
      ANTAGON_REDIS_URL: 'rediss://someone:secret@redis.example:6380',
      ANTAGON_REDIS_PREFIX: 'lab',
      ANTAGON_BLOBS: '/var/blobs',
      ANTAGON_BLOB_BYTES: '4096',
      ANTAGON_WORKER_PORT: '9090',
      ANTAGON_RETENTION_DAYS: '0.5',
      ANTAGON_RETENTION_JOBS: '1000',
      ANTAGON_RETENTION_BYTES: '1e9',
      LOG_LEVEL: 'warn',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
    })
    expect(config).toEqual({
      host: '::1',
      port: 0,
      dataFolder: ':memory:',
      workers: 3,
      keysFile: '/etc/antagon/keys',
      mostQueued: 5,
      mostCost: 1e9,
      mostMemory: 1_000_000,
      workerHeap: 128,
      stallMs: 2500,
      bodyLimit: 4096,
      shutdownPatienceMs: 500,
      trustedProxies: ['10.0.0.0/8', '::1'],
      corsOrigins: ['https://lab.example', 'http://localhost:3000'],
      hosts: ['antagon.lab.example'],
      rateLimit: 60,
      quotas: { submissions: 10, running: 2, cost: 1e10, bytes: null },
      kindLimits: new Map([
        ['linear', 1],
        ['robustness-matrix', 20],
      ]),
      retention: { days: 0.5, mostJobs: 1000, mostBytes: 1e9 },
      logLevel: 'warn',
      redis: {
        url: 'rediss://someone:secret@redis.example:6380',
        prefix: 'lab',
        blobs: { folder: '/var/blobs', leastBytes: 4096 },
      },
      workerPort: 9090,
      tracesUrl: 'http://collector:4318/v1/traces',
    })
  })

  test.each([
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['PORT', '80.5'],
    ['PORT', '80a'],
    ['PORT', ' '],
    ['ANTAGON_WORKERS', '0'],
    ['ANTAGON_WORKERS', '1.5'],
    ['ANTAGON_WORKERS', 'all'],
    ['ANTAGON_MAX_QUEUED', '0'],
    ['ANTAGON_MAX_COST', '-1'],
    ['ANTAGON_MAX_COST', 'Infinity'],
    ['ANTAGON_MAX_COST', 'NaN'],
    ['ANTAGON_MAX_MEMORY', '0'],
    ['ANTAGON_WORKER_MEMORY', '63'],
    ['ANTAGON_STALL_SECONDS', '0'],
    ['ANTAGON_BODY_LIMIT', '10'],
    ['ANTAGON_SHUTDOWN_SECONDS', '-1'],
    ['ANTAGON_TRUSTED_PROXIES', 'proxy.example'],
    ['ANTAGON_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['ANTAGON_TRUSTED_PROXIES', '10.0.0.1,'],
    ['ANTAGON_CORS_ORIGINS', '*'],
    ['ANTAGON_CORS_ORIGINS', 'https://lab.example/'],
    ['ANTAGON_CORS_ORIGINS', 'lab.example'],
    ['ANTAGON_HOSTS', 'lab.example:8080'],
    ['ANTAGON_RATE_LIMIT', '-1'],
    ['ANTAGON_RATE_LIMIT', '1.5'],
    ['ANTAGON_RATE_LIMIT', 'few'],
    ['ANTAGON_RETENTION_DAYS', '-1'],
    ['ANTAGON_RETENTION_DAYS', 'a week'],
    ['ANTAGON_RETENTION_JOBS', '1.5'],
    ['ANTAGON_RETENTION_BYTES', '1 GB'],
    ['ANTAGON_KIND_LIMITS', 'two'],
    ['ANTAGON_KIND_LIMITS', 'digit-training=1'],
    ['ANTAGON_KIND_LIMITS', 'LINEAR=1'],
    ['ANTAGON_KIND_LIMITS', 'linear'],
    ['ANTAGON_KIND_LIMITS', 'linear='],
    ['ANTAGON_KIND_LIMITS', '=1'],
    ['ANTAGON_KIND_LIMITS', 'linear=0'],
    ['ANTAGON_KIND_LIMITS', 'linear=-1'],
    ['ANTAGON_KIND_LIMITS', 'linear=1.5'],
    ['ANTAGON_KIND_LIMITS', 'linear=01'],
    ['ANTAGON_KIND_LIMITS', 'linear=1e3'],
    ['ANTAGON_KIND_LIMITS', 'linear=many'],
    ['ANTAGON_KIND_LIMITS', 'linear=1,linear=1'],
    ['ANTAGON_KIND_LIMITS', 'linear=1,'],
    ['ANTAGON_KIND_LIMITS', 'linear=1;pgd=2'],
    ['ANTAGON_KIND_LIMITS', 'linear=1=2'],
    ['ANTAGON_KIND_LIMITS', 'linear =1'],
    ['LOG_LEVEL', 'loud'],
    ['ANTAGON_REDIS_URL', 'localhost:6379'],
    ['ANTAGON_REDIS_URL', 'http://localhost:6379'],
    ['ANTAGON_REDIS_PREFIX', 'without-an-address'],
    ['ANTAGON_WORKER_PORT', '9090'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', '4318'],
  ])('%s is refused by name when it is “%s”', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError)
    expect(() => readConfig({ [name]: value })).toThrow(name)
  })

  test('name no port for a worker unless they are asked for one', () => {
    const onRedis = { ANTAGON_REDIS_URL: 'redis://localhost' }
    expect(readConfig(onRedis).workerPort).toBeNull()
    expect(readConfig({ ...onRedis, ANTAGON_WORKER_PORT: '' }).workerPort).toBeNull()
    expect(readConfig({ ...onRedis, ANTAGON_WORKER_PORT: '0' }).workerPort).toBe(0)
    expect(readConfig({ ...onRedis, ANTAGON_WORKER_PORT: '9090' }).workerPort).toBe(9090)
    expect(() => readConfig({ ...onRedis, ANTAGON_WORKER_PORT: '70000' })).toThrow('ANTAGON_WORKER_PORT')
  })

  test.each(['0.0.0.0', '::', '192.168.1.10', 'example.org', '127.0.0.1.example.org', '1127.0.0.1'])(
    'a host that others can reach is refused without keys, and accepted with them: %s',
    (HOST) => {
      expect(() => readConfig({ HOST })).toThrow(ConfigError)
      expect(() => readConfig({ HOST })).toThrow('ANTAGON_KEYS')
      expect(readConfig({ HOST, ANTAGON_KEYS: 'keys' })).toMatchObject({ host: HOST, keysFile: 'keys' })
    },
  )

  test.each(['SUBMISSIONS', 'RUNNING', 'COST', 'BYTES'])(
    'a quota is refused by name when it is wrong, and where there are no keys: %s',
    (quota) => {
      const name = `ANTAGON_QUOTA_${quota}`
      for (const settings of [
        { [name]: '-1', ANTAGON_KEYS: 'keys' },
        { [name]: 'much', ANTAGON_KEYS: 'keys' },
        { [name]: '5' },
      ]) {
        expect(() => readConfig(settings)).toThrow(ConfigError)
        expect(() => readConfig(settings)).toThrow(name)
      }
    },
  )

  test('limits of kinds are refused with what is wrong about them', () => {
    const refused = (value: string, message: string) =>
      expect(() => readConfig({ ANTAGON_KIND_LIMITS: value })).toThrow(message)
    refused('digits=1', 'names “digits”, but the kinds are gradient-descent, ')
    refused('pgd=1,mlp=2,pgd=3', 'names “pgd” twice')
    refused('pgd=0', '“pgd=0” is none')
    expect(readConfig({})).toMatchObject({ kindLimits: new Map() })
  })

  test('limits nobody where there are no keys, and everybody where there are', () => {
    expect(readConfig({})).toMatchObject({ rateLimit: null, quotas: NO_QUOTAS })
    const { rateLimit, quotas } = readConfig({ ANTAGON_KEYS: 'keys' })
    for (const limit of [rateLimit, ...Object.values(quotas)]) expect(limit).toBeGreaterThan(0)
    expect(readConfig({ ANTAGON_KEYS: 'keys', ANTAGON_RATE_LIMIT: '0' }).rateLimit).toBeNull()
  })

  test.each(['127.0.0.1', '127.8.9.10', 'localhost', '::1'])('%s needs no keys', (HOST) => {
    expect(readConfig({ HOST })).toMatchObject({ host: HOST, keysFile: null })
  })
})
