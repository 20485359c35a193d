import { useEffect, useState } from 'preact/hooks'

/** How often what is told relative to now is told anew, in ms. */
const TICK_MS = 10_000

/** The time, in ms; it goes on by itself, slowly. */
export function useNow(): number {
  const [, setTicks] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return Date.now()
}
