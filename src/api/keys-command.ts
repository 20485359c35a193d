import { parseArgs } from 'node:util'
import { ConfigError } from '../settings.ts'
import { createKey, isCurrent, isScope, readKeyFile, revokeKey } from './key-file.ts'
import { DEFAULT_SCOPES, SCOPES, type Scope } from './scopes.ts'

const USAGE = `usage: npm run --silent keys -- create FILE NAME [--scopes read,submit] [--expires 90d|2027-01-31]
       npm run --silent keys -- list FILE
       npm run --silent keys -- revoke FILE NAME`

const DAY_MS = 86_400_000

/** What the command says: the key, or the list, and what is said besides. */
export interface Said {
  readonly out: string
  readonly err: string
}

/** Makes, lists or revokes keys, as the arguments of the command say. Throws `ConfigError`. */
export function runKeysCommand(args: readonly string[]): Said {
  const { values, positionals } = parse(args)
  const [command, file, name, ...more] = positionals
  const expected = command === 'list' ? file : name
  const options = command === 'create' ? 0 : Object.keys(values).length
  if (file === undefined || expected === undefined || more.length > 0 || options > 0)
    throw new ConfigError(USAGE)
  if (command === 'create') return create(file, name!, values)
  if (command === 'revoke') return revoke(file, name!)
  if (command === 'list' && name === undefined) return list(file)
  throw new ConfigError(USAGE)
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { scopes: { type: 'string' }, expires: { type: 'string' } },
    })
  } catch (error) {
    throw new ConfigError(`${(error as Error).message}\n${USAGE}`)
  }
}

function create(file: string, name: string, options: { scopes?: string; expires?: string }): Said {
  const scopes = options.scopes === undefined ? DEFAULT_SCOPES : readScopes(options.scopes)
  const expires = options.expires === undefined ? null : readExpiry(options.expires, Date.now())
  const end = expires === null ? 'without an end' : `until ${expires}`
  return {
    out: `${createKey(file, name, { scopes, expires })}\n`,
    err: `Added to ${file}: ${scopes.join(', ')}, ${end}. The key is shown this once; send it as “Authorization: Bearer KEY”.\n`,
  }
}

function revoke(file: string, name: string): Said {
  revokeKey(file, name)
  return { out: '', err: `Revoked: services that use ${file} take it up within seconds.\n` }
}

function list(file: string): Said {
  const now = Date.now()
  const rows = readKeyFile(file).map((record) => {
    const { name, scopes, created, expires, revoked } = record
    const state = revoked !== null ? `revoked ${revoked}` : isCurrent(record, now) ? 'good' : 'expired'
    return [name, scopes.join(','), created ?? 'unknown', expires ?? 'never', state]
  })
  const lines = [['name', 'scopes', 'created', 'expires', 'state'], ...rows].map(
    (row) => `${row.join('\t')}\n`,
  )
  return { out: lines.join(''), err: '' }
}

function readScopes(text: string): Scope[] {
  const scopes = text.split(',')
  const unknown = scopes.find((scope) => !isScope(scope))
  if (unknown !== undefined)
    throw new ConfigError(`--scopes has some of ${SCOPES.join(', ')}, with commas, not “${unknown}”`)
  return [...new Set(scopes.filter(isScope))]
}

/** Days from now, or the day (UTC) with which it is over. */
function readExpiry(text: string, now: number): string {
  const days = /^(\d{1,5})d$/.exec(text)?.[1]
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  const end = days === undefined ? day : now + Number(days) * DAY_MS
  // A day that no month has is none, though some parsers take it for one of the next.
  const exists = days !== undefined || (!Number.isNaN(day) && new Date(day).toISOString().startsWith(text))
  if (!exists || end <= now)
    throw new ConfigError(`--expires takes days, as 90d, or a day to come, as 2027-01-31, not “${text}”`)
  return new Date(end).toISOString()
}
