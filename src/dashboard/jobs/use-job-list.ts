import { useEffect, useRef, useState } from 'preact/hooks'
import { getJson, type JobPage, ServiceProblem } from '../service/client.ts'
import { hasEnded } from '../ui/use-job.ts'

/** A page of the list of jobs as it was last read. */
export interface JobList {
  /** What was asked for to read it. */
  readonly path: string | null
  readonly page: JobPage | null
  /** The service cannot be reached; it is asked again and again. */
  readonly away: boolean
  readonly error: unknown
}

/** How often a list with jobs that have not ended is read again, in ms. */
const REFRESH_MS = 2000

const NOTHING: JobList = { path: null, page: null, away: false, error: null }

/**
 * The jobs at a path of the list, read again while some have not ended or the service is away, as long as the page is
 * looked at. `again` reads at once.
 */
export function useJobList(path: string): [list: JobList, again: () => void] {
  const [list, setList] = useState<JobList>(NOTHING)
  const again = useRef<() => void>(() => undefined)
  useEffect(() => {
    const gone = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    let readings = 0
    const read = async () => {
      clearTimeout(timer)
      // Of two readings at a time the later one counts.
      const reading = ++readings
      const goesOn = await readInto(path, gone.signal, (change) => {
        if (reading === readings && !gone.signal.aborted) setList((before) => ({ ...before, ...change }))
      })
      if (reading === readings && goesOn && !gone.signal.aborted) timer = setTimeout(wake, REFRESH_MS)
    }
    // Nobody looks at a hidden page: it is read when it is shown again.
    const wake = () => {
      if (!document.hidden) void read()
    }
    again.current = () => void read()
    document.addEventListener('visibilitychange', wake)
    void read()
    return () => {
      gone.abort()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', wake)
    }
  }, [path])
  return [list, () => again.current()]
}

/** Reads a list once; tells whether it is worth reading again. */
async function readInto(
  path: string,
  signal: AbortSignal,
  set: (change: Partial<JobList>) => void,
): Promise<boolean> {
  try {
    const page = await getJson<JobPage>(path, signal)
    set({ path, page, away: false, error: null })
    return page.jobs.some((job) => !hasEnded(job))
  } catch (error) {
    const away = isAway(error)
    set(away ? { away } : { path, page: null, away, error })
    return away
  }
}

/** Whether the service is not there, or just stopping or starting. */
function isAway(error: unknown): boolean {
  return error instanceof ServiceProblem && (error.problem === null || error.problem.status === 503)
}
