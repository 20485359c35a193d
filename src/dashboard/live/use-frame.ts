import { useEffect } from 'preact/hooks'

/**
 * Calls `draw` before the browser's next picture whenever `observe` has called back since the last one, so that news that
 * come faster than pictures cost nothing.
 */
export function useFrame(observe: ((listener: () => void) => () => void) | null, draw: () => void): void {
  useEffect(() => {
    if (observe === null) return
    let asked: number | undefined
    const ask = () => {
      asked ??= requestAnimationFrame(() => {
        asked = undefined
        draw()
      })
    }
    ask()
    const stop = observe(ask)
    return () => {
      stop()
      if (asked !== undefined) cancelAnimationFrame(asked)
    }
  }, [observe, draw])
}
