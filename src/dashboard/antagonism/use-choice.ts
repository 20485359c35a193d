import { useEffect, useRef, useState } from 'preact/hooks'
import type { CellModelEntry } from '../forms/cell.ts'
import { useQuery } from '../ui/use-query.ts'
import { type CurveChoice, choiceOf, queryOf } from './curve-choice.ts'

/** The address follows a slider once it has rested so long: browsers take only so many changes. */
const REST_MS = 250

/** What the page's address says about the curve, and how to change it. */
export function useChoice(
  models: readonly CellModelEntry[],
): [choice: CurveChoice, setChoice: (choice: CurveChoice) => void] {
  const [query, change] = useQuery()
  const [choice, setChoice] = useState(() => choiceOf(query, models))
  const written = useRef(writtenOf(choice, models))
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    const asked = choiceOf(query, models)
    if (timer.current !== undefined || writtenOf(asked, models) === written.current) return
    written.current = writtenOf(asked, models)
    setChoice(asked)
  }, [query])
  useEffect(() => () => clearTimeout(timer.current), [])
  return [
    choice,
    (next) => {
      setChoice(next)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => {
        timer.current = undefined
        written.current = writtenOf(next, models)
        change(queryOf(next, models))
      }, REST_MS)
    },
  ]
}

/** A choice as the address says it, where what is empty is not said. */
function writtenOf(choice: CurveChoice, models: readonly CellModelEntry[]): string {
  return JSON.stringify(queryOf(choice, models), (_, value: unknown) => (value === '' ? null : value))
}
