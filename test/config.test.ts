import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../src/config.ts'

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
      ANTAGON_BODY_LIMIT: '4096',
      ANTAGON_SHUTDOWN_SECONDS: '0.5',
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
      bodyLimit: 4096,
      shutdownPatienceMs: 500,
      logLevel: 'warn',
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
    ['ANTAGON_BODY_LIMIT', '10'],
    ['ANTAGON_SHUTDOWN_SECONDS', '-1'],
    ['LOG_LEVEL', 'loud'],
    ['ANTAGON_REDIS_URL', 'redis://localhost'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', '4318'],
  ])('%s is refused by name when it is “%s”', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError)
    expect(() => readConfig({ [name]: value })).toThrow(name)
  })

  test.each(['0.0.0.0', '::', '192.168.1.10', 'example.org', '127.0.0.1.example.org', '1127.0.0.1'])(
    'a host that others can reach is refused without keys, and accepted with them: %s',
    (HOST) => {
      expect(() => readConfig({ HOST })).toThrow(ConfigError)
      expect(() => readConfig({ HOST })).toThrow('ANTAGON_KEYS')
      expect(readConfig({ HOST, ANTAGON_KEYS: 'keys' })).toMatchObject({ host: HOST, keysFile: 'keys' })
    },
  )

  test.each(['127.0.0.1', '127.8.9.10', 'localhost', '::1'])('%s needs no keys', (HOST) => {
    expect(readConfig({ HOST })).toMatchObject({ host: HOST, keysFile: null })
  })
})
