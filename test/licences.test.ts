import satisfies from 'spdx-satisfies'
import { expect, test } from 'vitest'
import lockfile from '../package-lock.json' with { type: 'json' }

/** Licences that ask for no more than to be named where the service is passed on. */
const PERMISSIVE = [
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
]

/** What only builds and tests the service is not passed on, so it may also ask for its own files to stay open. */
const FOR_TOOLS = [...PERMISSIVE, 'MPL-2.0', 'Python-2.0', 'PSF-2.0', 'CC-BY-3.0', 'Zlib']

interface Locked {
  readonly license?: string
  readonly dev?: boolean
}

/** The packages of the lockfile whose licence none of these covers, each with the licence it names. */
function notCovered(allowed: readonly string[], isDev: boolean): string[] {
  return Object.entries(lockfile.packages as Record<string, Locked>)
    .filter(([path, { dev = false }]) => path !== '' && dev === isDev)
    .filter(([, { license }]) => license === undefined || !satisfies(license, [...allowed]))
    .map(([path, { license }]) => `${path}: ${license}`)
}

test('every package that the service runs on has a permissive licence', () => {
  expect(notCovered(PERMISSIVE, false)).toEqual([])
})

test('every package that builds or tests the service has a licence that allows it', () => {
  expect(notCovered(FOR_TOOLS, true)).toEqual([])
})

test('a licence that is not on the list is found', () => {
  expect(notCovered(['ISC'], false)).toContain('node_modules/fastify: MIT')
})
