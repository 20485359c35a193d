import type { FrameMessage } from '../service/follow.ts'
import type { Moment, PictureMoment } from './frame-history.ts'

/** What a page has seen of a job that goes on, for when it is loaded again. */
export interface RememberedRun {
  readonly id: string
  /** Where its stream goes on. */
  readonly after: number
  readonly certificate: Extract<FrameMessage['data'], { iteration: number; counts: number[] }>['certificate']
  readonly moments: readonly Moment[]
  readonly pictures: readonly PictureMoment[]
}

const STORED_AS = 'antagon.run'

/** Keeps one run in this tab. */
export function remember(run: RememberedRun): void {
  try {
    sessionStorage.setItem(STORED_AS, JSON.stringify(run))
  } catch {
    // Too large for what a browser keeps: after a reload the stream is read from its beginning.
    sessionStorage.removeItem(STORED_AS)
  }
}

/** What was kept of a run, once: it may be out of date by the next time. */
export function recall(id: string): RememberedRun | undefined {
  const text = sessionStorage.getItem(STORED_AS)
  sessionStorage.removeItem(STORED_AS)
  if (text === null) return undefined
  const run = JSON.parse(text) as RememberedRun
  return run.id === id ? run : undefined
}
