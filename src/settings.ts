import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/*
 * How a setting is read from an environment. What settings there are: config.ts, which knows all that they may name and
 * takes as long to load as that does.
 */

/** A setting is wrong; the message names it. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConfigError'
  }
}

export type Environment = Readonly<Record<string, string | undefined>>

/** The process's environment, and the file `.env` in the working folder for what it leaves open. */
export function readEnvironment(): Environment {
  const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {}
  return { ...file, ...process.env }
}

/** The folder of the store, as an environment says. */
export function dataFolderOf(settings: Environment): string {
  return text(settings, 'ANTAGON_DATA', './data')
}

/** A limit; 0 stands for none. */
export function numberOrNone(
  settings: Environment,
  name: string,
  byDefault: number,
  most = Number.MAX_SAFE_INTEGER,
): number | null {
  return number(settings, name, byDefault, { least: 0, most, whole: true }) || null
}

/** A setting that is set to nothing is as good as not set. */
export function text(settings: Environment, name: string, byDefault: string): string {
  return settings[name] || byDefault
}

interface NumberRange {
  readonly least: number
  readonly most: number
  readonly whole?: boolean
}

export function number(
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

export function oneOf(
  settings: Environment,
  name: string,
  byDefault: string,
  allowed: readonly string[],
): string {
  const given = text(settings, name, byDefault)
  if (allowed.includes(given)) return given
  throw new ConfigError(`${name} must be one of ${allowed.join(', ')}, not “${given}”`)
}

/** Values between commas. */
export function list(
  settings: Environment,
  name: string,
  what: string,
  fits: (value: string) => boolean,
): readonly string[] {
  const given = text(settings, name, '')
  const values = given === '' ? [] : given.split(',').map((value) => value.trim())
  const wrong = values.find((value) => !fits(value))
  if (wrong === undefined) return values
  throw new ConfigError(`${name} takes values between commas, each ${what}; “${wrong}” is none`)
}
