import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const CORE = join(import.meta.dirname, '../../src/core')
const FILES = readdirSync(CORE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

/** What would make a result depend on more than the spec and the seed, or do more than compute. */
const IMPURE =
  /\b(Math\.random|Date|performance|process|Buffer|setTimeout|setInterval|setImmediate|fetch|console|crypto|globalThis|require)\b/

test.each(FILES)('%s imports nothing but core and random generators, and reads no clock', (file) => {
  const code = readFileSync(join(CORE, file), 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\/\/.*/g, '')
  for (const [, from] of code.matchAll(/from '([^']+)'/g)) {
    const inside = from!.startsWith('.') && join(CORE, file, '..', from!).startsWith(CORE)
    expect(inside || from!.startsWith('pure-rand/'), `${file} imports ${from}`).toBe(true)
  }
  expect(code).not.toMatch(IMPURE)
})

test('there is something to look at', () => {
  expect(FILES.length).toBeGreaterThan(20)
})
