import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createKey } from '../../src/api/key-file.ts'
import { readKeys } from '../../src/api/keys.ts'
import { watchKeys } from '../../src/api/watch-keys.ts'
import { temporaryFolder } from '../process.ts'

// Only the clock is ours: files are read as ever, and a look is over when it says so.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
afterEach(() => void vi.useRealTimers())

test('a file of keys that becomes unusable leaves its last keys good, and the log says so once', async () => {
  const file = join(temporaryFolder(), 'keys')
  const key = `Bearer ${createKey(file, 'ann')}`
  const keys = readKeys(file)
  const lines: string[] = []
  const log = pino({ level: 'error' }, { write: (line: string) => lines.push(line) })
  let looked: () => void = () => undefined
  const stop = watchKeys(file, keys, log, () => looked())
  const look = () =>
    new Promise<void>((resolve) => {
      looked = resolve
      vi.advanceTimersByTime(1000)
    })
  const isGood = () => keys.authenticate(key, Date.now()) !== undefined

  for (const spoil of [() => writeFileSync(file, 'ann secret'), () => rmSync(file)]) {
    spoil()
    lines.length = 0
    await look()
    await look()
    expect(isGood()).toBe(true)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('its last keys stay good')
    expect(lines[0]).not.toContain('secret')
  }
  createKey(file, 'bob')
  await look()
  expect(isGood()).toBe(false)
  stop()
  expect(vi.getTimerCount()).toBe(0)
})
