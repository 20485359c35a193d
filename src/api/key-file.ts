import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { ConfigError } from '../settings.ts'
import { DEFAULT_SCOPES, SCOPES, type Scope } from './scopes.ts'

/*
 * A file of keys has a line each: a name, the SHA-256 of the key in hex, and fields such as scopes=read,submit.
 * Lines of older versions end after the hash.
 */

/** A key as a file holds it. Times are RFC 3339; null: not known, never, and not. */
export interface KeyRecord {
  readonly name: string
  /** SHA-256 of the key. */
  readonly hash: Buffer
  readonly scopes: readonly Scope[]
  readonly created: string | null
  readonly expires: string | null
  readonly revoked: string | null
}

/** What a new key may do, and until when. */
export interface KeyTerms {
  readonly scopes?: readonly Scope[]
  /** RFC 3339. */
  readonly expires?: string | null
}

/** Whether a key is good at a time (ms since the epoch). */
export function isCurrent({ expires, revoked }: KeyRecord, now: number): boolean {
  return revoked === null && (expires === null || Date.parse(expires) > now)
}

/** The keys in a file's text, which may have comments and empty lines. Throws `ConfigError`, which shows nothing of it. */
export function parseKeys(text: string, file: string): KeyRecord[] {
  const records: KeyRecord[] = []
  for (const [i, line] of text.split('\n').entries()) {
    if (isRemark(line)) continue
    const record = parseLine(line)
    if (record === undefined)
      throw new ConfigError(`line ${i + 1} of ${file} is not a key’s: make keys with npm run keys`)
    if (records.some(({ name }) => name === record.name))
      throw new ConfigError(`line ${i + 1} of ${file} has a name for the second time: “${record.name}”`)
    records.push(record)
  }
  return records
}

/** The keys in a file. Throws `ConfigError`. */
export function readKeyFile(file: string): KeyRecord[] {
  return parseKeys(readText(file), file)
}

/**
 * Makes a key, adds its hash to the file, and returns the key, which is stored nowhere. The name may be that of a
 * revoked key, whose work the new one then owns. Throws `ConfigError`.
 */
export function createKey(
  file: string,
  name: string,
  { scopes = DEFAULT_SCOPES, expires = null }: KeyTerms = {},
): string {
  if (!NAME.test(name))
    throw new ConfigError('a key’s name has letters, digits, “.”, “_” and “-” only, 100 at the most')
  const text = existsSync(file) ? readText(file) : ''
  const before = parseKeys(text, file).find((record) => record.name === name)
  if (before?.revoked === null) throw new ConfigError(`${file} has a key “${name}” already: revoke it first`)
  const key = randomBytes(32).toString('base64url')
  const created = new Date().toISOString()
  const line = formatLine({ name, hash: hashOf(key), scopes, created, expires, revoked: null })
  const lines = linesOf(text).filter((other) => before === undefined || nameOf(other) !== name)
  writeAtomically(file, [...lines, line])
  return key
}

/** Says in the file that a key is revoked. Throws `ConfigError` where there is no such key, or it is revoked already. */
export function revokeKey(file: string, name: string): void {
  const text = readText(file)
  const record = parseKeys(text, file).find((one) => one.name === name)
  if (record === undefined) throw new ConfigError(`${file} has no key “${name}”`)
  if (record.revoked !== null)
    throw new ConfigError(`the key “${name}” has been revoked at ${record.revoked} already`)
  const line = formatLine({ ...record, revoked: new Date().toISOString() })
  writeAtomically(
    file,
    linesOf(text).map((other) => (nameOf(other) === name ? line : other)),
  )
}

export function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

const NAME = /^[\w.-]{1,100}$/
const FIELDS = ['scopes', 'created', 'expires', 'revoked'] as const

function isRemark(line: string): boolean {
  return line.trim() === '' || line.startsWith('#')
}

function parseLine(line: string): KeyRecord | undefined {
  const [name, hash, ...rest] = line.trim().split(/\s+/)
  if (name === undefined || !/^[0-9a-f]{64}$/.test(hash ?? '')) return undefined
  const fields = new Map<string, string>()
  for (const part of rest) {
    const [, field, value] = /^(\w+)=(\S+)$/.exec(part) ?? []
    if (value === undefined || fields.has(field!) || !FIELDS.some((known) => known === field))
      return undefined
    fields.set(field!, value)
  }
  const { scopes, ...times } = Object.fromEntries(FIELDS.map((field) => [field, fields.get(field) ?? null]))
  const read = scopes == null ? DEFAULT_SCOPES : scopes.split(',').filter(isScope)
  if (scopes != null && read.join() !== scopes) return undefined
  if (Object.values(times).some((time) => time !== null && Number.isNaN(Date.parse(time)))) return undefined
  const { created = null, expires = null, revoked = null } = times
  return { name, hash: Buffer.from(hash!, 'hex'), scopes: read, created, expires, revoked }
}

export function isScope(text: string): text is Scope {
  return SCOPES.some((scope) => scope === text)
}

function formatLine(record: KeyRecord): string {
  const fields = { ...record, scopes: record.scopes.join(',') }
  const given = FIELDS.flatMap((field) => (fields[field] === null ? [] : [`${field}=${fields[field]}`]))
  return [record.name, record.hash.toString('hex'), ...given].join(' ')
}

function nameOf(line: string): string | undefined {
  return isRemark(line) ? undefined : line.trim().split(/\s+/)[0]
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

function readText(file: string): string {
  if (!existsSync(file)) throw new ConfigError(`the file of keys ${file} does not exist`)
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`the file of keys ${file} cannot be read: ${(error as Error).message}`)
  }
}

/** Whoever reads the file finds the old lines or the new ones, and never a part of them. */
function writeAtomically(file: string, lines: readonly string[]): void {
  const before = existsSync(file) ? statSync(file) : undefined
  const target = before === undefined ? file : realpathSync(file)
  const temporary = `${target}.${process.pid}.new`
  try {
    writeFileSync(temporary, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx', flush: true })
    if (before !== undefined) likeBefore(temporary, before)
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw new ConfigError(`the file of keys ${file} cannot be written: ${(error as Error).message}`)
  }
}

/** The service may run as another user than whoever makes keys, and must still be able to read them. */
function likeBefore(file: string, { mode, uid, gid }: Stats): void {
  const now = statSync(file)
  if (now.uid !== uid || now.gid !== gid) chownSync(file, uid, gid)
  chmodSync(file, mode & 0o777)
}
