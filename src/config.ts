import { availableParallelism } from 'node:os'
import { envSchema } from 'env-schema'
import { Type } from 'typebox'

/** The service's settings; each is an environment variable of the name in capitals below. */
export interface Config {
  readonly host: string
  readonly port: number
  readonly dataFolder: string
  readonly workers: number
  readonly keysFile: string | null
  readonly logLevel: string
  readonly mostQueued: number
  readonly mostCost: number
  readonly bodyLimit: number
  readonly shutdownPatienceMs: number
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/** Every setting with its default; the README's table says the same. */
const Environment = Type.Object({
  HOST: Type.String({ default: '127.0.0.1', minLength: 1 }),
  PORT: Type.Integer({ default: 8080, minimum: 0, maximum: 65535 }),
  ANTAGON_DATA: Type.String({ default: './data', minLength: 1 }),
  ANTAGON_WORKERS: Type.Integer({ default: availableParallelism(), minimum: 1, maximum: 1024 }),
  ANTAGON_KEYS: Type.Optional(Type.String({ minLength: 1 })),
  ANTAGON_MAX_QUEUED: Type.Integer({ default: 1000, minimum: 1, maximum: 1_000_000 }),
  ANTAGON_MAX_COST: Type.Number({ default: 1e12, exclusiveMinimum: 0 }),
  ANTAGON_BODY_LIMIT: Type.Integer({ default: 16_777_216, minimum: 1024, maximum: 536_870_912 }),
  ANTAGON_SHUTDOWN_SECONDS: Type.Number({ default: 8, minimum: 0, maximum: 600 }),
  LOG_LEVEL: Type.Enum(LOG_LEVELS, { default: 'info' }),
})

/** A setting is wrong; the message names it. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConfigError'
  }
}

/**
 * Reads the settings from the environment, and from the file `.env` in the working folder for those that the
 * environment leaves open. Throws `ConfigError` for a value that is out of range or an unsafe combination.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const values = parse(environment)
  const keysFile = values.ANTAGON_KEYS ?? null
  if (environment.ANTAGON_REDIS_URL) {
    throw new ConfigError('ANTAGON_REDIS_URL is set, but this version runs on its embedded store alone')
  }
  if (keysFile === null && !isLoopback(values.HOST)) {
    throw new ConfigError(
      `HOST is ${values.HOST}, which other machines can reach: set ANTAGON_KEYS to a file of keys (npm run keys), or HOST to 127.0.0.1`,
    )
  }
  return {
    host: values.HOST,
    port: values.PORT,
    dataFolder: values.ANTAGON_DATA,
    workers: values.ANTAGON_WORKERS,
    keysFile,
    logLevel: values.LOG_LEVEL,
    mostQueued: values.ANTAGON_MAX_QUEUED,
    mostCost: values.ANTAGON_MAX_COST,
    bodyLimit: values.ANTAGON_BODY_LIMIT,
    shutdownPatienceMs: 1000 * values.ANTAGON_SHUTDOWN_SECONDS,
  }
}

function parse(environment: NodeJS.ProcessEnv): Type.Static<typeof Environment> {
  try {
    return envSchema<Type.Static<typeof Environment>>({
      schema: Environment,
      data: environment,
      dotenv: true,
    })
  } catch (error) {
    throw new ConfigError(`a setting is wrong: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
