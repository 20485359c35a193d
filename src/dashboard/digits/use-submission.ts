import { useState } from 'preact/hooks'

/** Runs what submits jobs, one press at a time, and keeps what was refused. */
export function useSubmission(submitAll: () => Promise<void>) {
  const [sending, setSending] = useState(false)
  const [refusal, setRefusal] = useState<unknown>(null)
  const send = async () => {
    setSending(true)
    setRefusal(null)
    try {
      await submitAll()
    } catch (error) {
      setRefusal(error)
    }
    setSending(false)
  }
  return { sending, refusal, send }
}
