import { useEffect, useState } from 'preact/hooks'
import { Run } from './run.ts'

/** Follows a job for as long as it is shown; null without one. */
export function useRun(id: string | null): Run | null {
  const [run, setRun] = useState<Run | null>(null)
  useEffect(() => {
    if (id === null) return
    const followed = new Run(id)
    setRun(followed)
    const leave = () => followed.remember()
    addEventListener('pagehide', leave)
    return () => {
      removeEventListener('pagehide', leave)
      followed.leave()
      setRun(null)
    }
  }, [id])
  return run
}
