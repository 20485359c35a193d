import { useCallback, useEffect, useState } from 'preact/hooks'

/** What is being loaded, has been, or could not be. */
export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly error: unknown }

/** Loads a value, anew whenever `key` changes (null: nothing to load) or the returned function is called. */
export function useLoaded<T>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<T>,
): [loaded: Loaded<T>, again: () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' })
  const [tries, setTries] = useState(0)
  useEffect(() => {
    if (key === null) return
    const gone = new AbortController()
    setLoaded({ state: 'loading' })
    load(gone.signal).then(
      (value) => !gone.signal.aborted && setLoaded({ state: 'ready', value }),
      (error: unknown) => !gone.signal.aborted && setLoaded({ state: 'failed', error }),
    )
    return () => gone.abort()
  }, [key, tries])
  return [loaded, useCallback(() => setTries((count) => count + 1), [])]
}
