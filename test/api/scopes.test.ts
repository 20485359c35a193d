import { beforeAll, describe, expect, test } from 'vitest'
import type { Scope } from '../../src/api/scopes.ts'
import { makeDocuments } from '../../src/documents.ts'
import { type KeyHolders, openKeyHolders } from './key-holders.ts'

interface Operation {
  readonly security: readonly { readonly key?: readonly Scope[] }[]
}

/** What a key with this scope alone may do, by the scope that an operation names. */
const ALLOWED = {
  read: ['read'],
  submit: ['read', 'submit'],
  metrics: ['metrics'],
  admin: ['read', 'submit', 'metrics', 'admin'],
} as const

/** Operations that are open to everyone. */
const OPEN = ['/healthz', '/readyz', '/openapi.json', '/asyncapi.json']

let holders: KeyHolders
let operations: { method: string; path: string; scope: Scope | null }[]
beforeAll(async () => {
  holders = await openKeyHolders({
    read: ['read'],
    submit: ['submit'],
    metrics: ['metrics'],
    admin: ['admin'],
  })
  const { 'openapi/openapi.json': text } = await makeDocuments()
  const { paths } = JSON.parse(text!) as { paths: Record<string, Record<string, Operation>> }
  operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { security }]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, 'none'),
      scope: security.find(({ key }) => key !== undefined)?.key?.[0] ?? null,
    })),
  )
})

describe('every operation of the OpenAPI document', () => {
  test('names the scope that it needs, or is open to everyone', () => {
    const open = operations.filter(({ scope }) => scope === null).map(({ path }) => path)
    expect(open.sort()).toEqual([...OPEN].sort())
    const needing = (scope: Scope) =>
      operations.filter((one) => one.scope === scope).map(({ method, path }) => `${method} ${path}`)
    expect(needing('submit').sort()).toEqual([
      'DELETE /v1/classifiers/none',
      'DELETE /v1/jobs/none',
      'POST /v1/attacks',
      'POST /v1/classifiers',
      'POST /v1/simulations',
      'POST /v1/trainings',
    ])
    for (const operation of needing('read'))
      expect(operation).toMatch(/^GET |\/evaluate$|^POST \/v1\/tickets$/)
  })

  test.each(['read', 'submit', 'metrics', 'admin'] as const)(
    'is open to a key with the scope %s if that includes the one it names, and else answers 403',
    async (holder) => {
      for (const { method, path, scope } of operations) {
        const answer = await holders.ask(holder, method, path)
        const what = `${method} ${path}`
        if (scope === null || (ALLOWED[holder] as readonly Scope[]).includes(scope)) {
          expect([401, 403, 500], what).not.toContain(answer.status)
        } else {
          expect(answer.status, what).toBe(403)
          expect(answer.json(), what).toMatchObject({ code: 'scope-missing', scope })
          expect(answer.headers['www-authenticate'], what).toContain(`scope="${scope}"`)
        }
      }
    },
  )

  test('answers 401 without a key, unless it is open to everyone', async () => {
    for (const { method, path, scope } of operations) {
      const { status } = await holders.ask(null, method, path)
      if (scope === null) expect(status, path).toBeLessThan(400)
      else expect(status, path).toBe(401)
    }
  })
})

test('a route that declares no scope stops the service from being built', async () => {
  const { app } = (await openKeyHolders({ any: ['read'] })).service
  expect(() => app.get('/v1/forgotten', async () => null)).toThrow('/v1/forgotten declares no scope')
})
