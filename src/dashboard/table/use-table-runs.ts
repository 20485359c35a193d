import { useEffect, useRef, useState } from 'preact/hooks'
import type { TableCell } from './table-cell.ts'
import { TableRun } from './table-run.ts'

type Runs = readonly (TableRun | null)[]

/** Follows the jobs of the cells for as long as they are shown; those that stay the same are followed on. */
export function useTableRuns(cells: readonly TableCell[], ids: readonly (string | null)[]): Runs {
  const followed = useRef<Runs>([])
  const [runs, setRuns] = useState<Runs>([])
  useEffect(() => {
    const before = followed.current
    const now = cells.map((cell, place) => {
      const id = ids[place] ?? null
      if (id === null) return null
      return before[place]?.id === id ? before[place] : new TableRun(id, cell)
    })
    for (const run of before) if (!now.includes(run)) run?.leave()
    followed.current = now
    setRuns(now)
  }, [cells, ids.join()])
  useEffect(
    () => () => {
      for (const run of followed.current) run?.leave()
    },
    [],
  )
  return runs
}
