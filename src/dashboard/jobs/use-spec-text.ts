import { useEffect, useRef, useState } from 'preact/hooks'
import { getJson, type Job } from '../service/client.ts'
import type { Preset } from '../service/presets.ts'
import { specForAddress, useQuery } from '../ui/use-query.ts'
import { prettyJson } from './json-text.ts'
import { readSpec, withSeed } from './spec-draft.ts'

export interface SpecText {
  /** Null until what it begins from is loaded. */
  readonly text: string | null
  /** Why it could not be. */
  readonly error: unknown
  readonly write: (text: string) => void
}

/**
 * The text of a spec that is being written. It begins from what the page's address names: a spec, a former job or a
 * preset; and what is written stands in the address, so that it can be shared and outlives a reload.
 */
export function useSpecText(): SpecText {
  const [{ spec, from, preset }, change] = useQuery()
  const [text, setText] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const written = useRef<string | null>(null)
  useEffect(() => {
    // What was written here need not be read again, which would undo how it was laid out.
    if (written.current === addressOf(spec, from, preset)) return
    const gone = new AbortController()
    setError(null)
    beginning({ spec, from, preset }, gone.signal).then(
      (value) => !gone.signal.aborted && setText(value),
      (reason: unknown) => {
        if (gone.signal.aborted) return
        setText((before) => before ?? '')
        setError(reason)
      },
    )
    return () => gone.abort()
  }, [spec, from, preset])
  const write = (next: string) => {
    setText(next)
    const { spec: understood } = readSpec(next)
    if (understood === null) return
    const short = specForAddress(understood)
    written.current = addressOf(short ?? undefined, from, preset)
    change({ spec: short })
  }
  return { text, error, write }
}

/** Tells addresses of the page apart. */
function addressOf(...parts: readonly (string | undefined)[]): string {
  return JSON.stringify(parts.map((part) => part ?? null))
}

async function beginning(
  { spec, from, preset }: Readonly<Record<'spec' | 'from' | 'preset', string | undefined>>,
  signal: AbortSignal,
): Promise<string> {
  if (spec !== undefined) {
    const { spec: understood } = readSpec(spec)
    return understood === null ? spec : prettyJson(understood)
  }
  if (from !== undefined) {
    const job = await getJson<Job>(`/v1/jobs/${encodeURIComponent(from)}`, signal)
    return prettyJson(withSeed(job.spec as Record<string, unknown>, job.seed))
  }
  if (preset !== undefined) {
    const { body } = await getJson<Preset<object>>(`/v1/presets/${encodeURIComponent(preset)}`, signal)
    return prettyJson(body)
  }
  return ''
}
