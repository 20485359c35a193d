import type { InjectOptions } from 'fastify'
import { afterAll } from 'vitest'
import { createKey } from '../../src/api/key-file.ts'
import type { Scope } from '../../src/api/scopes.ts'
import type { Config } from '../../src/config.ts'
import { type AssembledService, assembleService } from '../../src/service.ts'
import { temporaryFolder } from '../process.ts'
import { silentLogger, TEST_CONFIG } from '../service.ts'

/** An answer whose body is JSON, typed by whoever asks. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  json<T>(): T
}

/** A service that runs no job, and how those who hold its keys ask it. */
export interface KeyHolders {
  readonly service: AssembledService
  /** `holder` null asks without a key. */
  ask(holder: string | null, method: string, path: string, options?: Partial<InjectOptions>): Promise<Reply>
}

/** Opens a service with a key for each holder, by its scopes; it is closed when the test file ends. */
export async function openKeyHolders(
  scopes: Readonly<Record<string, readonly Scope[]>>,
  overrides: Partial<Config> = {},
): Promise<KeyHolders> {
  const keysFile = `${temporaryFolder()}/keys`
  const keys = new Map(
    Object.entries(scopes).map(([name, own]) => [name, createKey(keysFile, name, { scopes: own })]),
  )
  const service = await assembleService({ ...TEST_CONFIG, keysFile, ...overrides }, silentLogger())
  afterAll(() => service.close())
  return {
    service,
    async ask(holder, method, path, options = {}) {
      const authorization = holder === null ? {} : { authorization: `Bearer ${keys.get(holder) ?? 'wrong'}` }
      const answer = await service.app.inject({
        method: method as 'GET',
        url: path,
        ...options,
        headers: { ...authorization, ...options.headers },
      })
      return { status: answer.statusCode, headers: answer.headers, json: <T>() => answer.json<T>() }
    },
  }
}
