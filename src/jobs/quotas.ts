/**
 * What a key may use at the most:
 * submissions: jobs accepted in an hour · running: its jobs that have not ended, waiting ones among them · cost: of the
 * jobs accepted in a day, in the units of their kinds' cost formulas · bytes: kept of its jobs and classifiers. Hours and
 * days are those of the clock, UTC.
 */
export const QUOTAS = ['submissions', 'running', 'cost', 'bytes'] as const
export type Quota = (typeof QUOTAS)[number]

/** Limits by quota; null: as much as there is. */
export type Quotas = Readonly<Record<Quota, number | null>>

/** How much of each quota is used, or would be used further. */
export type Usage = Readonly<Record<Quota, number>>

export const NO_QUOTAS: Quotas = { submissions: null, running: null, cost: null, bytes: null }

export const NOTHING_USED: Usage = { submissions: 0, running: 0, cost: 0, bytes: 0 }

/** More than a quota allows. */
export class QuotaExceeded extends Error {
  readonly quota: Quota
  readonly limit: number
  readonly used: number
  /** Seconds. */
  readonly retryAfter: number

  constructor(quota: Quota, limit: number, used: number, retryAfter: number) {
    super(`${SAYS[quota]}: the quota is ${limit}, and ${used} of it are used. ${ADVICE[quota]}`)
    this.name = 'QuotaExceeded'
    this.quota = quota
    this.limit = limit
    this.used = used
    this.retryAfter = retryAfter
  }
}

const SAYS: Readonly<Record<Quota, string>> = {
  submissions: 'this key has submitted as many jobs as it may in an hour',
  running: 'this key has as many jobs that have not ended as it may',
  cost: 'this job would cost more than is left to this key of the day’s quota',
  bytes: 'this would take more room than is left to this key',
}

const ADVICE: Readonly<Record<Quota, string>> = {
  submissions: 'Try again in the next hour.',
  running: 'Try again when one has ended, or cancel one.',
  cost: 'Try again tomorrow (UTC), or with a cheaper job.',
  bytes: 'Delete jobs or classifiers that are not needed any more.',
}

/** When a job ends or something is deleted nobody knows: so long a client may wait before it asks again, in seconds. */
const GUESSED_WAIT = { running: 10, bytes: 3600 }

const HOUR_SECONDS = 3600

/** Throws `QuotaExceeded` if this much more at this time (RFC 3339) were over a quota; names the one that lasts longest. */
export function refuseOver(quotas: Quotas, used: Usage, more: Usage, now: string): void {
  for (const quota of ['bytes', 'cost', 'submissions', 'running'] as const) {
    const limit = quotas[quota]
    if (limit === null || more[quota] === 0 || used[quota] + more[quota] <= limit) continue
    throw new QuotaExceeded(quota, limit, used[quota], secondsUntilFree(quota, now))
  }
}

/** When what counts by the clock begins anew (RFC 3339); null of what does not. */
export function renewalOf(quota: Quota, now: string): string | null {
  const period = PERIOD_SECONDS[quota]
  if (period === undefined) return null
  const ms = 1000 * period
  return new Date((Math.floor(Date.parse(now) / ms) + 1) * ms).toISOString()
}

const PERIOD_SECONDS: Readonly<Partial<Record<Quota, number>>> = {
  submissions: HOUR_SECONDS,
  cost: 24 * HOUR_SECONDS,
}

function secondsUntilFree(quota: Quota, now: string): number {
  const renewal = renewalOf(quota, now)
  if (renewal !== null) return Math.ceil((Date.parse(renewal) - Date.parse(now)) / 1000)
  return quota === 'running' ? GUESSED_WAIT.running : GUESSED_WAIT.bytes
}
