/** What of the list of jobs is shown, as it stands in the page's address and in what the service is asked. */
export const FILTERS = ['type', 'kind', 'status'] as const
export type JobFilter = Readonly<Partial<Record<(typeof FILTERS)[number] | 'limit' | 'cursor', string>>>

const ASKED = [...FILTERS, 'limit', 'cursor'] as const

/** Where the service gives the jobs that a filter lets through. */
export function listPath(filter: JobFilter): string {
  return withQuery('/v1/jobs', filter)
}

/** A path with the parameters of a filter that are set. */
export function withQuery(path: string, filter: JobFilter): string {
  const entries = ASKED.flatMap((name) => (filter[name] ? [[name, filter[name]] as [string, string]] : []))
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries)}`
}

/** Whether a filter holds back any jobs. */
export function isFiltering(filter: JobFilter): boolean {
  return FILTERS.some((name) => filter[name])
}
