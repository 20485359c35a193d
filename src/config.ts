import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseEnv } from 'node:util'

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
  /** Bytes. */
  readonly bodyLimit: number
  readonly shutdownPatienceMs: number
  /** Where an OpenTelemetry collector takes traces; null records none. */
  readonly tracesUrl: string | null
}

/** A setting is wrong; the message names it. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConfigError'
  }
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

type Environment = Readonly<Record<string, string | undefined>>

/** The process's environment, and the file `.env` in the working folder for what it leaves open. */
export function readEnvironment(): Environment {
  const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {}
  return { ...file, ...process.env }
}

/**
 * The settings in an environment; README.md lists them. Throws `ConfigError` for a value out of range and for an
 * unsafe combination.
 */
export function readConfig(settings: Environment): Config {
  const host = text(settings, 'HOST', '127.0.0.1')
  const keysFile = text(settings, 'ANTAGON_KEYS', '') || null
  if (settings.ANTAGON_REDIS_URL) {
    throw new ConfigError('ANTAGON_REDIS_URL is set, but this version runs on its embedded store alone')
  }
  if (keysFile === null && !isLoopback(host)) {
    throw new ConfigError(
      `HOST is ${host}, which other machines can reach: set ANTAGON_KEYS to a file of keys (npm run keys), or HOST to 127.0.0.1`,
    )
  }
  return {
    host,
    port: number(settings, 'PORT', 8080, { least: 0, most: 65_535, whole: true }),
    dataFolder: text(settings, 'ANTAGON_DATA', './data'),
    workers: number(settings, 'ANTAGON_WORKERS', availableParallelism(), {
      least: 1,
      most: 1024,
      whole: true,
    }),
    keysFile,
    logLevel: oneOf(settings, 'LOG_LEVEL', 'info', LOG_LEVELS),
    mostQueued: number(settings, 'ANTAGON_MAX_QUEUED', 1000, { least: 1, most: 1e6, whole: true }),
    mostCost: number(settings, 'ANTAGON_MAX_COST', 1e12, { least: 1, most: Number.MAX_VALUE }),
    bodyLimit: number(settings, 'ANTAGON_BODY_LIMIT', 16_777_216, {
      least: 1024,
      most: 536_870_912,
      whole: true,
    }),
    shutdownPatienceMs: 1000 * number(settings, 'ANTAGON_SHUTDOWN_SECONDS', 8, { least: 0, most: 600 }),
    tracesUrl: collector(settings, 'OTEL_EXPORTER_OTLP_ENDPOINT'),
  }
}

/** A setting that is set to nothing is as good as not set. */
function text(settings: Environment, name: string, byDefault: string): string {
  return settings[name] || byDefault
}

interface NumberRange {
  readonly least: number
  readonly most: number
  readonly whole?: boolean
}

function number(
  settings: Environment,
  name: string,
  byDefault: number,
  { least, most, whole = false }: NumberRange,
): number {
  const given = text(settings, name, String(byDefault))
  const value = Number(given)
  if (given.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value)))
    return value
  throw new ConfigError(
    `${name} must be a ${whole ? 'whole ' : ''}number from ${least} to ${most}, not “${given}”`,
  )
}

function oneOf(settings: Environment, name: string, byDefault: string, allowed: readonly string[]): string {
  const given = text(settings, name, byDefault)
  if (allowed.includes(given)) return given
  throw new ConfigError(`${name} must be one of ${allowed.join(', ')}, not “${given}”`)
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

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
