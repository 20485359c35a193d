import { type Quotas, refuseOver, type Usage } from '../quotas.ts'
import { StoreUnavailable } from '../store.ts'
import type { Argument } from './database.ts'

/*
 * Quotas and other refusals, as scripts and their callers tell each other of them.
 */

/** The limits in the order of `QUOTAS`, none as an empty text. */
export function limitsOf({ submissions, running, cost, bytes }: Quotas): Argument[] {
  return [submissions, running, cost, bytes].map((limit) => limit ?? '')
}

/** What was used, in the order of `QUOTAS`. */
export function toUsage(texts: readonly string[]): Usage {
  const [submissions, running, cost, bytes] = texts.map(Number)
  return { submissions: submissions!, running: running!, cost: cost!, bytes: bytes! }
}

/** The hour and the day of a time (RFC 3339). */
export function periodsOf(now: string): [hour: string, day: string] {
  return [now.slice(0, 13), now.slice(0, 10)]
}

/** What a script refuses since it is over a quota. Throws `QuotaExceeded`. */
export function overQuota(quotas: Quotas, used: unknown, more: Usage, now: string): never {
  refuseOver(quotas, toUsage(used as string[]), more, now)
  throw new Error('a quota was exceeded, but none is')
}

/** A value was put elsewhere so long ago that it has been cleared away before it was kept. */
export function valueLost(): StoreUnavailable {
  return new StoreUnavailable(undefined, 'it took too long to store a large value')
}
