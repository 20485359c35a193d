import { useState } from 'preact/hooks'

/** Something that asks the service when it is pressed, one press at a time; what was refused is kept until the next. */
export interface Action {
  readonly busy: boolean
  readonly refusal: unknown
  readonly run: () => Promise<void>
}

/** Makes an action of what may throw. */
export function useAction(act: () => Promise<void>): Action {
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<unknown>(null)
  const run = async () => {
    setBusy(true)
    setRefusal(null)
    try {
      await act()
    } catch (error) {
      setRefusal(error)
    }
    setBusy(false)
  }
  return { busy, refusal, run }
}
