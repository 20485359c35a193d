import type { Redis } from 'ioredis'
import { named, redisError } from './errors.ts'
import type { Script } from './lua/script.ts'

export type Argument = string | number | Buffer

/** What a script answers that has more than one thing to say: first which, as a word. */
export type Answer = readonly [string, ...unknown[]]

/** Redis as the store uses it: scripts that each are one step, and few other commands. */
export class RedisDatabase {
  readonly client: Redis
  /** What the names of all keys begin with. */
  readonly base: string

  constructor(client: Redis, base: string) {
    this.client = client
    this.base = base
  }

  key(family: string, name?: string): string {
    return name === undefined ? `${this.base}:${family}` : `${this.base}:${family}:${name}`
  }

  /** Runs a script. Throws `StoreUnavailable`; then it has changed nothing, or its reply was lost. */
  async run({ sha, text }: Script, args: readonly Argument[] = []): Promise<unknown> {
    const { client, base } = this
    try {
      // An array, since there may be more of them than a call takes.
      return await client.call('EVALSHA', [sha, 1, base, ...args])
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw redisError(error)
    }
    return named(client.call('EVAL', [text, 1, base, ...args]))
  }

  async answer(script: Script, args: readonly Argument[]): Promise<Answer> {
    return (await this.run(script, args)) as Answer
  }
}
