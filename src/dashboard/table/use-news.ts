import { useCallback, useMemo, useReducer } from 'preact/hooks'
import { useFrame } from '../live/use-frame.ts'
import type { TableRun } from './table-run.ts'

/** Renders anew, once before the browser's next picture, when any of the runs has news. */
export function useNews(runs: readonly (TableRun | null)[]): void {
  const [, count] = useReducer((news: number, _: undefined) => news + 1, 0)
  const render = useCallback(() => count(undefined), [])
  const observe = useMemo(
    () => (listener: () => void) => {
      const stops = runs.map((run) => run?.observe(listener))
      return () => {
        for (const stop of stops) stop?.()
      }
    },
    [runs],
  )
  useFrame(observe, render)
}
