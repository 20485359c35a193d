/** What retention leaves of the jobs that have ended; null where there is no such limit. */
export interface RetentionLimits {
  /** RFC 3339, UTC: none that ended earlier. */
  readonly endedSince: string | null
  readonly mostJobs: number | null
  /** Of all together: specs, logs and results. */
  readonly mostBytes: number | null
}

/** What is kept of the jobs that have ended; null where there is no such limit. */
export interface RetentionPolicy extends Pick<RetentionLimits, 'mostJobs' | 'mostBytes'> {
  /** For so long after they ended. */
  readonly days: number | null
}

/** What a policy comes to at this time (ms since 1970). */
export function limitsAt({ days, mostJobs, mostBytes }: RetentionPolicy, time: number): RetentionLimits {
  const endedSince = days === null ? null : new Date(time - days * 86_400_000).toISOString()
  return { endedSince, mostJobs, mostBytes }
}

/** What keeps every job until someone removes it. */
export const KEEP_ALL: RetentionPolicy = { days: null, mostJobs: null, mostBytes: null }

export function keepsAll({ days, mostJobs, mostBytes }: RetentionPolicy): boolean {
  return days === null && mostJobs === null && mostBytes === null
}
