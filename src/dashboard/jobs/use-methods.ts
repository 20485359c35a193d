import { useEffect } from 'preact/hooks'
import { loadMethods, type Method } from '../attack/attack-methods.ts'
import { useLoaded } from '../ui/use-loaded.ts'

/** How long to wait before asking again for what is only nice to have, in ms. */
const RETRY_MS = 5000

/** The kinds of jobs; none until they are known. What needs them does without until then. */
export function useMethods(): readonly Method[] {
  const [methods, again] = useLoaded('methods', loadMethods)
  useEffect(() => {
    if (methods.state !== 'failed') return
    const timer = setTimeout(again, RETRY_MS)
    return () => clearTimeout(timer)
  }, [methods, again])
  return methods.state === 'ready' ? methods.value : NONE
}

const NONE: readonly Method[] = []
