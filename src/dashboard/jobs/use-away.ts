import { useRef } from 'preact/hooks'
import type { Connection } from '../service/follow.ts'

/** Whether a stream is lost, until it lives again: trying anew is no sign of life yet. */
export function useAway(connection: Connection): boolean {
  const away = useRef(false)
  if (connection !== 'connecting') away.current = connection === 'lost'
  return away.current
}
