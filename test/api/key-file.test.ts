import { spawnSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createKey, hashOf, readKeyFile, revokeKey } from '../../src/api/key-file.ts'
import { Keys, readKeys } from '../../src/api/keys.ts'
import { runKeysCommand } from '../../src/api/keys-command.ts'
import { principalOf, SCOPES } from '../../src/api/scopes.ts'
import { ConfigError } from '../../src/settings.ts'
import { temporaryFolder } from '../process.ts'

const folder = temporaryFolder()
const NOW = Date.now()
const DAY_MS = 86_400_000

let files = 0
const newFile = () => join(folder, `keys-${files++}`)
const fileOf = (text: string) => {
  const file = newFile()
  writeFileSync(file, text)
  return file
}
const opens = (file: string, key: string) =>
  new Keys(readKeyFile(file)).authenticate(`Bearer ${key}`, Date.now()) !== undefined

describe('a file of keys', () => {
  test('holds hashes, which only its owner may read, and accepts every key that it has one of', () => {
    const file = newFile()
    const made = [createKey(file, 'first'), createKey(file, 'second')]
    const text = readFileSync(file, 'utf8')
    expect(statSync(file).mode & 0o077).toBe(0)
    const keys = readKeys(file)
    for (const [i, key] of made.entries()) {
      expect(key.length).toBeGreaterThanOrEqual(40)
      expect(text).not.toContain(key)
      expect(text).toContain(hashOf(key).toString('hex'))
      expect(keys.authenticate(`Bearer ${key}`, NOW)?.name).toBe(['first', 'second'][i])
      for (const wrong of [`Bearer ${key.slice(1)}`, `Bearer ${key}x`, key, `Basic ${key}`])
        expect(keys.authenticate(wrong, NOW)).toBeUndefined()
    }
    for (const header of [undefined, '', 'Bearer', 'Bearer ', `Bearer ${'x'.repeat(300)}`])
      expect(keys.authenticate(header, NOW)).toBeUndefined()
  })

  test('may have comments and empty lines, which stay', () => {
    const file = fileOf('# ours\n\n')
    const key = createKey(file, 'only')
    createKey(file, 'other')
    revokeKey(file, 'other')
    expect(readFileSync(file, 'utf8')).toMatch(/^# ours\n\nonly .*\nother .*\n$/)
    expect(opens(file, key)).toBe(true)
  })

  test('keeps what a key may do and until when; a line of an older version may read and submit', () => {
    const file = newFile()
    const expires = new Date(NOW + DAY_MS).toISOString()
    const key = createKey(file, 'guest', { scopes: ['read', 'metrics'], expires })
    writeFileSync(file, `${readFileSync(file, 'utf8')}old ${'0'.repeat(64)}\n`)
    const [guest, old] = readKeyFile(file)
    expect(guest).toMatchObject({ scopes: ['read', 'metrics'], expires, revoked: null })
    expect(Date.parse(guest!.created!)).toBeGreaterThanOrEqual(NOW)
    expect(old).toMatchObject({ scopes: ['read', 'submit'], created: null, expires: null, revoked: null })
    const keys = readKeys(file)
    expect(keys.authenticate(`Bearer ${key}`, NOW)).toEqual(principalOf('guest', ['read', 'metrics']))
    expect(keys.authenticate(`Bearer ${key}`, NOW + DAY_MS)).toBeUndefined()
  })

  test('has a name once, until its key is revoked; then a new key may have it', () => {
    const file = newFile()
    const first = createKey(file, 'ann')
    const other = createKey(file, 'bob')
    expect(() => createKey(file, 'ann')).toThrow('already')
    revokeKey(file, 'ann')
    expect(opens(file, first)).toBe(false)
    expect(opens(file, other)).toBe(true)
    expect(() => revokeKey(file, 'ann')).toThrow('already')
    expect(() => revokeKey(file, 'eve')).toThrow('no key “eve”')
    const second = createKey(file, 'ann')
    expect(readKeyFile(file).map(({ name }) => name)).toEqual(['bob', 'ann'])
    expect([opens(file, first), opens(file, second)]).toEqual([false, true])
  })

  test('is replaced as a whole, where a link leads to it, with its rights as they were', () => {
    const file = newFile()
    createKey(file, 'ann')
    chmodSync(file, 0o640)
    const link = newFile()
    symlinkSync(file, link)
    const before = statSync(file).ino
    createKey(link, 'bob')
    expect(readKeyFile(file)).toHaveLength(2)
    expect(statSync(file).ino).not.toBe(before)
    expect(statSync(file).mode & 0o777).toBe(0o640)
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([])
  })

  test.each([
    ['holds no key', '', 'holds no key'],
    ['holds but comments', '# none\n', 'holds no key'],
    ['holds only a revoked key', `laptop ${'0'.repeat(64)} revoked=2026-01-01T00:00:00Z`, 'holds no key'],
    ['holds only an expired key', `laptop ${'0'.repeat(64)} expires=2026-01-01T00:00:00Z`, 'holds no key'],
    ['holds a key in the clear', 'laptop c2VjcmV0\n', 'line 1'],
    ['breaks off', `laptop ${'0'.repeat(64)}\ndesk 12ab`, 'line 2'],
    ['has a name twice', `desk ${'0'.repeat(64)}\ndesk ${'1'.repeat(64)}`, 'line 2'],
    ['has an unknown scope', `desk ${'0'.repeat(64)} scopes=read,everything`, 'line 1'],
    ['has an unknown field', `desk ${'0'.repeat(64)} colour=red`, 'line 1'],
    ['has a field twice', `desk ${'0'.repeat(64)} scopes=read scopes=admin`, 'line 1'],
    ['has a time that is none', `desk ${'0'.repeat(64)} expires=soon`, 'line 1'],
  ])('is refused when it %s, without showing what it holds', (_, text, message) => {
    const file = fileOf(text)
    expect(() => readKeys(file)).toThrow(ConfigError)
    expect(() => readKeys(file)).toThrow(message)
    expect(() => readKeys(file)).not.toThrow('c2VjcmV0')
  })

  test.each([[''], ['two words'], ['line\nbreak'], ['x'.repeat(101)]])(
    'has no key of the name “%s”',
    (name) => {
      expect(() => createKey(newFile(), name)).toThrow(ConfigError)
    },
  )
})

describe('the scopes', () => {
  test.each([
    [['read'], ['read']],
    [['submit'], ['read', 'submit']],
    [['metrics'], ['metrics']],
    [['admin'], SCOPES],
  ] as const)('of a key made with %s are %s', (given, scopes) => {
    expect([...principalOf('any', given).scopes].sort()).toEqual([...scopes].sort())
  })
})

describe('a ticket', () => {
  const setUp = () => {
    const file = newFile()
    const key = createKey(file, 'any')
    const keys = readKeys(file)
    return { file, keys, principal: keys.authenticate(`Bearer ${key}`, NOW)! }
  }

  test('is good once, and within its time', async () => {
    const { keys, principal } = setUp()
    const { ticket, expires } = await keys.issueTicket(principal, 0)
    expect(await keys.redeem(ticket, expires - 1)).toBe(principal)
    expect(await keys.redeem(ticket, expires - 1)).toBeUndefined()
    const late = await keys.issueTicket(principal, 0)
    expect(await keys.redeem(late.ticket, late.expires)).toBeUndefined()
    expect(await keys.redeem(late.ticket, 0)).toBeUndefined()
  })

  test('that was never given is not good', async () => {
    const { keys, principal } = setUp()
    await keys.issueTicket(principal, 0)
    for (const ticket of [undefined, '', 'x'.repeat(32)]) expect(await keys.redeem(ticket, 0)).toBeUndefined()
  })

  test('is as good as the key that it was given for: not when that is revoked, replaced or over', async () => {
    const { file, keys, principal } = setUp()
    const [revoked, replaced] = [
      await keys.issueTicket(principal, NOW),
      await keys.issueTicket(principal, NOW),
    ]
    keys.replace(readKeyFile(file))
    expect(keys.isGood(principal, NOW)).toBe(true)
    revokeKey(file, 'any')
    keys.replace(readKeyFile(file))
    expect(await keys.redeem(revoked.ticket, NOW)).toBeUndefined()
    createKey(file, 'any')
    keys.replace(readKeyFile(file))
    expect(await keys.redeem(replaced.ticket, NOW)).toBeUndefined()
    const key = createKey(file, 'brief', { expires: new Date(NOW + 1000).toISOString() })
    keys.replace(readKeyFile(file))
    const brief = keys.authenticate(`Bearer ${key}`, NOW)!
    expect(await keys.redeem((await keys.issueTicket(brief, NOW)).ticket, NOW + 1000)).toBeUndefined()
  })

  test('is not given when a thousand of the same key are unused', async () => {
    const { keys, principal } = setUp()
    for (let i = 0; i < 1000; i++) await keys.issueTicket(principal, NOW)
    await expect(keys.issueTicket(principal, NOW)).rejects.toThrow('1000 tickets')
    await keys.issueTicket({ ...principal }, NOW)
    await keys.issueTicket(principal, NOW + 60_000)
  })
})

describe('npm run keys', () => {
  const main = fileURLToPath(new URL('../../src/keys-main.ts', import.meta.url))
  const run = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' })

  test('creates a key, shows it once, lists what there is, and revokes', () => {
    const file = newFile()
    const { stdout } = run('create', file, 'ann', '--scopes', 'read,metrics', '--expires', '90d')
    const [record] = readKeyFile(file)
    expect(record!.hash).toEqual(hashOf(stdout.trim()))
    expect(record).toMatchObject({ name: 'ann', scopes: ['read', 'metrics'] })
    const days = (Date.parse(record!.expires!) - Date.now()) / DAY_MS
    expect(days).toBeGreaterThan(89.9)
    expect(days).toBeLessThanOrEqual(90)
    runKeysCommand(['revoke', file, 'ann'])
    const list = runKeysCommand(['list', file]).out
    expect(list).toMatch(/^name\tscopes.*\nann\tread,metrics\t.*\trevoked /)
    expect(list).not.toContain(record!.hash.toString('hex'))
  })

  test.each([
    [['ann'], 'usage'],
    [['create', 'FILE'], 'usage'],
    [['create', 'FILE', 'ann', 'more'], 'usage'],
    [['create', 'FILE', 'ann', '--scope', 'read'], '--scope'],
    [['create', 'FILE', 'ann', '--scopes', 'read,all'], '“all”'],
    [['create', 'FILE', 'ann', '--expires', '2026-02-30'], '“2026-02-30”'],
    [['create', 'FILE', 'ann', '--expires', '0d'], '“0d”'],
    [['revoke', 'FILE', 'ann', '--expires', '1d'], 'usage'],
  ])('refuses %s, and makes no file', (args, message) => {
    const file = newFile()
    const command = () => runKeysCommand(args.map((arg) => (arg === 'FILE' ? file : arg)))
    expect(command).toThrow(ConfigError)
    expect(command).toThrow(message)
    expect(() => readKeyFile(file)).toThrow('does not exist')
  })
  test('says what is wrong in one line, and ends with 2', () => {
    const { status, stdout, stderr } = run('list', join(folder, 'nowhere'))
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^the file of keys .*nowhere does not exist\n$/)
  })
})
