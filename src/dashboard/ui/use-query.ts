import { useCallback } from 'preact/hooks'
import { useLocation } from 'preact-iso'

/** Parameters of the page's address; those set to null or '' are left out. */
export type QueryChange = Readonly<Record<string, string | null>>

/**
 * The parameters of the page's address, and how to change some of them. What a page shows stands in its address, so that
 * it can be shared; a change makes no new entry in the browser's history unless `push` is set.
 */
export function useQuery(): [
  query: Readonly<Record<string, string>>,
  change: (change: QueryChange, push?: boolean) => void,
] {
  const { query, path, route } = useLocation()
  const change = useCallback(
    (changes: QueryChange, push = false) => {
      const search = new URLSearchParams(location.search)
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === '') search.delete(name)
        else search.set(name, value)
      }
      const written = search.toString()
      route(written === '' ? path : `${path}?${written}`, !push)
    },
    [path, route],
  )
  return [query, change]
}

/** A longer spec is not written into a page's address; its job's id is, once it has been submitted. */
const LONGEST_IN_ADDRESS = 3000

/** A spec as it stands in a page's address; null where it is too long for one. */
export function specForAddress(spec: object): string | null {
  const text = JSON.stringify(spec)
  return text.length > LONGEST_IN_ADDRESS ? null : text
}
