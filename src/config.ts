import { isIP } from 'node:net'
import { availableParallelism, totalmem } from 'node:os'
import { KINDS } from './jobs/kinds.ts'
import { NO_QUOTAS, QUOTAS, type Quota, type Quotas } from './jobs/quotas.ts'
import type { RetentionPolicy } from './jobs/retention.ts'
import {
  ConfigError,
  dataFolderOf,
  type Environment,
  list,
  number,
  numberOrNone,
  oneOf,
  text,
} from './settings.ts'

/** The service's settings. */
export interface Config {
  readonly host: string
  readonly port: number
  readonly dataFolder: string
  readonly workers: number
  readonly keysFile: string | null
  readonly logLevel: string
  readonly mostQueued: number
  /** In the units of the kinds' cost formulas. */
  readonly mostCost: number
  /** Bytes that one worker may hold for a job, as its kind estimates them. */
  readonly mostMemory: number
  /** What the objects of one worker may take, in MiB. */
  readonly workerHeap: number
  /** A worker that has given no sign of life for so long is ended. */
  readonly stallMs: number
  /** Bytes. */
  readonly bodyLimit: number
  readonly shutdownPatienceMs: number
  /** Addresses and ranges of them, whose word on where a request came from is believed. */
  readonly trustedProxies: readonly string[]
  /** Origins whose pages may use the service. */
  readonly corsOrigins: readonly string[]
  /** Names by which a service without keys may be called, besides those of loopback. */
  readonly hosts: readonly string[]
  /** Requests a minute of one key, or of one address where there are no keys; null: as many as come. */
  readonly rateLimit: number | null
  readonly quotas: Quotas
  /** How many jobs of a kind may run at once, by its name; of others as many as there are workers. */
  readonly kindLimits: ReadonlyMap<string, number>
  readonly retention: RetentionPolicy
  /** What many machines share; null: this process keeps and runs all jobs itself. */
  readonly redis: RedisConfig | null
  /** Where a worker of Redis tells how it does, on the same host; null: nowhere. */
  readonly workerPort: number | null
  /** Where an OpenTelemetry collector takes traces; null records none. */
  readonly tracesUrl: string | null
}

/** Where jobs are kept that many machines share. */
export interface RedisConfig {
  /** redis: or rediss:, maybe with a password. */
  readonly url: string
  /** What the names of all keys begin with. */
  readonly prefix: string
  /** A folder that all machines share, for values of at least so many bytes; null: Redis keeps those too. */
  readonly blobs: { readonly folder: string; readonly leastBytes: number } | null
}

/** 0 stands for any that is free. */
const PORTS = { least: 0, most: 65_535, whole: true }

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/**
 * The settings in an environment; README.md lists them. Throws `ConfigError` for a value out of range and for an
 * unsafe combination.
 */
export function readConfig(settings: Environment): Config {
  const host = text(settings, 'HOST', '127.0.0.1')
  const keysFile = text(settings, 'ANTAGON_KEYS', '') || null
  if (keysFile === null && !isLoopback(host)) {
    throw new ConfigError(
      `HOST is ${host}, which other machines can reach: set ANTAGON_KEYS to a file of keys (npm run keys), or HOST to 127.0.0.1`,
    )
  }
  const workers = number(settings, 'ANTAGON_WORKERS', availableParallelism(), {
    least: 1,
    most: 1024,
    whole: true,
  })
  return {
    host,
    port: number(settings, 'PORT', 8080, PORTS),
    dataFolder: dataFolderOf(settings),
    workers,
    keysFile,
    logLevel: oneOf(settings, 'LOG_LEVEL', 'info', LOG_LEVELS),
    mostQueued: number(settings, 'ANTAGON_MAX_QUEUED', 1000, { least: 1, most: 1e6, whole: true }),
    mostCost: number(settings, 'ANTAGON_MAX_COST', 1e12, { least: 1, most: Number.MAX_VALUE }),
    mostMemory: number(settings, 'ANTAGON_MAX_MEMORY', 2_147_483_648, {
      least: 1,
      most: Number.MAX_SAFE_INTEGER,
      whole: true,
    }),
    workerHeap: number(settings, 'ANTAGON_WORKER_MEMORY', heapFor(workers), {
      least: 64,
      most: 1_048_576,
      whole: true,
    }),
    stallMs: 1000 * number(settings, 'ANTAGON_STALL_SECONDS', 300, { least: 1, most: 86_400 }),
    bodyLimit: number(settings, 'ANTAGON_BODY_LIMIT', 16_777_216, {
      least: 1024,
      most: 536_870_912,
      whole: true,
    }),
    shutdownPatienceMs: 1000 * number(settings, 'ANTAGON_SHUTDOWN_SECONDS', 8, { least: 0, most: 600 }),
    trustedProxies: list(
      settings,
      'ANTAGON_TRUSTED_PROXIES',
      'an IP address, or a range as 10.0.0.0/8',
      isAddressRange,
    ),
    corsOrigins: list(settings, 'ANTAGON_CORS_ORIGINS', 'an origin, as https://lab.example', isOrigin),
    hosts: list(settings, 'ANTAGON_HOSTS', 'the name of a host, without port', isHostname),
    rateLimit: numberOrNone(settings, 'ANTAGON_RATE_LIMIT', keysFile === null ? 0 : RATE_LIMIT_WITH_KEYS),
    quotas: readQuotas(settings, keysFile !== null),
    kindLimits: limits(settings, 'ANTAGON_KIND_LIMITS', new Set(KINDS.map((kind) => kind.name))),
    retention: {
      days: number(settings, 'ANTAGON_RETENTION_DAYS', 0, { least: 0, most: 36_500 }) || null,
      mostJobs: numberOrNone(settings, 'ANTAGON_RETENTION_JOBS', 0),
      mostBytes: numberOrNone(settings, 'ANTAGON_RETENTION_BYTES', 0),
    },
    redis: readRedis(settings),
    workerPort: settings.ANTAGON_WORKER_PORT ? number(settings, 'ANTAGON_WORKER_PORT', 0, PORTS) : null,
    tracesUrl: collector(settings, 'OTEL_EXPORTER_OTLP_ENDPOINT'),
  }
}

/** Settings that say nothing without the first of Redis. */
const OF_REDIS = ['ANTAGON_REDIS_PREFIX', 'ANTAGON_BLOBS', 'ANTAGON_BLOB_BYTES', 'ANTAGON_WORKER_PORT']

function readRedis(settings: Environment): RedisConfig | null {
  const url = text(settings, 'ANTAGON_REDIS_URL', '')
  if (url === '') {
    const set = OF_REDIS.find((name) => settings[name])
    if (set === undefined) return null
    throw new ConfigError(`${set} is set, but it is of use with ANTAGON_REDIS_URL alone, which is not`)
  }
  // What was given may hold a password, and is not repeated.
  if (!/^rediss?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new ConfigError(
      'ANTAGON_REDIS_URL must be an address of Redis or Valkey, such as redis://localhost:6379',
    )
  const prefix = text(settings, 'ANTAGON_REDIS_PREFIX', 'antagon')
  if (!/^[\w.-]{1,64}$/.test(prefix))
    throw new ConfigError(
      `ANTAGON_REDIS_PREFIX must be letters, digits, “.”, “-” and “_”, 64 at the most, not “${prefix}”`,
    )
  const folder = text(settings, 'ANTAGON_BLOBS', '')
  const leastBytes = number(settings, 'ANTAGON_BLOB_BYTES', 262_144, {
    least: 1024,
    most: 536_870_912,
    whole: true,
  })
  return { url, prefix, blobs: folder === '' ? null : { folder, leastBytes } }
}

/** MiB: half of what there is, in equal parts, but no less than a job needs and no more than any does. */
function heapFor(workers: number): number {
  const there = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
  return Math.round(Math.min(4096, Math.max(256, there / 2 ** 21 / workers)))
}

/** Enough for every page of a dashboard, and for a program that asks a hundred times a second. */
const RATE_LIMIT_WITH_KEYS = 6000

/** Where there are keys; 0: none. One key can take half of the queue, and several days of several workers. */
const DEFAULT_QUOTAS: Readonly<Record<Quota, number>> = {
  submissions: 10_000,
  running: 500,
  cost: 1e14,
  bytes: 10 * 2 ** 30,
}

function readQuotas(settings: Environment, withKeys: boolean): Quotas {
  const nameOf = (quota: Quota) => `ANTAGON_QUOTA_${quota.toUpperCase()}`
  if (!withKeys) {
    const set = QUOTAS.map(nameOf).find((name) => settings[name])
    if (set !== undefined)
      throw new ConfigError(`${set} is set, but quotas are those of keys, and ANTAGON_KEYS is not`)
    return NO_QUOTAS
  }
  const read = (quota: Quota) =>
    numberOrNone(
      settings,
      nameOf(quota),
      DEFAULT_QUOTAS[quota],
      quota === 'cost' ? Number.MAX_VALUE : undefined,
    )
  return {
    submissions: read('submissions'),
    running: read('running'),
    cost: read('cost'),
    bytes: read('bytes'),
  }
}

/** Whole numbers from 1 on, each given to a name as in `a=1,b=2`. */
function limits(
  settings: Environment,
  name: string,
  known: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const given = list(settings, name, 'a kind of job and how many of it may run, as pgd=2', (value) =>
    /^[^=]+=[1-9]\d{0,8}$/.test(value),
  ).map((value) => value.split('=') as [string, string])
  const kinds = given.map(([kind]) => kind)
  const unknown = kinds.find((kind) => !known.has(kind))
  if (unknown !== undefined)
    throw new ConfigError(`${name} names “${unknown}”, but the kinds are ${[...known].join(', ')}`)
  const twice = kinds.find((kind, i) => kinds.indexOf(kind) < i)
  if (twice !== undefined) throw new ConfigError(`${name} names “${twice}” twice`)
  return new Map(given.map(([kind, most]) => [kind, Number(most)]))
}

function isAddressRange(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

function isOrigin(value: string): boolean {
  return /^https?:$/.test(URL.parse(value)?.protocol ?? '') && URL.parse(value)?.origin === value
}

function isHostname(value: string): boolean {
  return URL.parse(`http://${value}`)?.hostname === value
}

/** Where a collector takes traces by OTLP over HTTP, given its address. */
function collector(settings: Environment, name: string): string | null {
  const given = text(settings, name, '')
  if (given === '') return null
  const url = URL.parse(given)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError(
      `${name} must be an http or https address, such as http://localhost:4318, not “${given}”`,
    )
  }
  return `${url.href.replace(/\/+$/, '')}/v1/traces`
}

/** Whether a name or an address is that of the machine itself, and of no other. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
