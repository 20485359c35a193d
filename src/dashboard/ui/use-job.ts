import { useEffect, useState } from 'preact/hooks'
import { getJson, isAway, type Job } from '../service/client.ts'
import { type Connection, JobStream, type Pace, type StreamMessage } from '../service/follow.ts'

const FINAL: readonly Job['status'][] = ['succeeded', 'failed', 'cancelled']

/** Whether a job has ended, one way or another. */
export function hasEnded({ status }: Pick<Job, 'status'>): boolean {
  return FINAL.includes(status)
}

export interface FollowedJob {
  readonly job: Job | null
  readonly connection: Connection
  readonly error: unknown
}

/** A progress that is shown is never older than this, in ms. */
const REFRESH_MS = 500

/**
 * A job as it is, kept up to date by its stream until it ends; `onMessage` is called for what comes of it: everything, or
 * at most so many frames a second, the newest each time.
 */
export function useJob(
  id: string | null,
  onMessage: (message: StreamMessage) => void = () => undefined,
  pace: Pace = 2,
): FollowedJob {
  const [followed, setFollowed] = useState<FollowedJob>({ job: null, connection: 'connecting', error: null })
  useEffect(() => {
    if (id === null) return
    const gone = new AbortController()
    let reading = false
    let stale = false
    const set = (change: Partial<FollowedJob>) => {
      if (!gone.signal.aborted) setFollowed((before) => ({ ...before, ...change }))
    }
    const read = async () => {
      stale = true
      if (reading) return
      reading = true
      while (stale && !gone.signal.aborted) {
        stale = false
        try {
          set({ job: await getJson<Job>(`/v1/jobs/${encodeURIComponent(id)}`, gone.signal), error: null })
        } catch (error) {
          // A service that is away is told by the connection, which comes back by itself.
          if (!isAway(error)) set({ error })
        }
        await new Promise((resolve) => setTimeout(resolve, REFRESH_MS))
      }
      reading = false
    }
    setFollowed({ job: null, connection: 'connecting', error: null })
    const stream = new JobStream(id, 0, pace, {
      onMessage(message) {
        onMessage(message)
        void read()
      },
      onConnection(connection) {
        set({ connection })
        if (connection === 'ended' || connection === 'removed') void read()
      },
    })
    void read()
    return () => {
      gone.abort()
      stream.leave()
    }
  }, [id])
  return followed
}
