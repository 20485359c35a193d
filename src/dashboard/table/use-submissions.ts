import { useEffect, useRef, useState } from 'preact/hooks'
import { type Job, submit } from '../service/client.ts'
import { specOf, type TableCell, type TableOptions } from './table-cell.ts'

/** What the service did not take, and why: the reason of the first. */
export interface Refusal {
  readonly count: number
  readonly of: number
  readonly error: unknown
}

/** How the runs of the table are started. */
export interface Submissions {
  readonly busy: boolean
  readonly refusal: Refusal | null
  /** Submits the jobs of some places all at once, and tells the ids of those that were taken. */
  start(places: readonly number[], options: TableOptions): Promise<void>
}

export function useSubmissions(
  cells: readonly TableCell[],
  onTaken: (taken: ReadonlyMap<number, string>) => void,
): Submissions {
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const left = useRef(false)
  useEffect(
    () => () => {
      left.current = true
    },
    [],
  )
  const start = async (places: readonly number[], options: TableOptions) => {
    setBusy(true)
    setRefusal(null)
    const answers = await Promise.allSettled(
      places.map((place) => submit('/v1/attacks', specOf(cells[place]!, options))),
    )
    // Whoever has gone to another page meanwhile is not called back; the jobs are in the list of jobs.
    if (left.current) return
    const refused = answers.filter((answer) => answer.status === 'rejected')
    const taken = places.flatMap((place, i) => idOf(place, answers[i]!))
    if (refused.length > 0) {
      setRefusal({ count: refused.length, of: places.length, error: refused[0]!.reason })
    }
    if (taken.length > 0) onTaken(new Map(taken))
    setBusy(false)
  }
  return { busy, refusal, start }
}

function idOf(place: number, answer: PromiseSettledResult<Job>): [place: number, id: string][] {
  return answer.status === 'fulfilled' ? [[place, answer.value.id]] : []
}
