import { useEffect, useRef, useState } from 'preact/hooks'
import { LatestOnly } from './latest.ts'

/** The newest value that came, and what went wrong since; each with the key that it answers. */
export interface LatestValue<T> {
  readonly value: T | null
  readonly valueKey: string | null
  readonly error: unknown
  /** Asks once more. */
  readonly again: () => void
}

/**
 * The answer to the question under `key`, asked anew whenever the key changes and has been the same for `quietMs`; until
 * it comes the answer before it is kept. A null key asks nothing.
 */
export function useLatest<T>(key: string | null, ask: () => Promise<T>, quietMs = 0): LatestValue<T> {
  const [latest, setLatest] = useState<Omit<LatestValue<T>, 'again'>>({
    value: null,
    valueKey: null,
    error: null,
  })
  const asker = useRef<LatestOnly<T>>(undefined)
  useEffect(() => {
    asker.current = new LatestOnly<T>(quietMs, (outcome) =>
      setLatest((before) =>
        'value' in outcome
          ? { value: outcome.value, valueKey: outcome.key, error: null }
          : { ...before, error: outcome.error },
      ),
    )
    return () => asker.current?.leave()
  }, [])
  const again = () => {
    if (key !== null) asker.current?.want(key, ask)
  }
  useEffect(again, [key])
  return { ...latest, again }
}
