import { useState } from 'preact/hooks'
import { type Job, request } from '../service/client.ts'
import { ErrorNotice } from './notice.tsx'

/** The forms in which a result can be had. */
const FORMS = [
  { name: 'JSON', extension: 'json', accept: 'application/json' },
  { name: 'CSV', extension: 'csv', accept: 'text/csv' },
  { name: 'SVG', extension: 'svg', accept: 'image/svg+xml' },
  { name: 'PNG', extension: 'png', accept: 'image/png' },
  { name: 'float64', extension: 'f64', accept: 'application/octet-stream' },
] as const

/** Those of every kind. */
const USUAL = ['application/json', 'text/csv', 'image/svg+xml']

/** Saves a job's result as a file. Asked for by script, since a link carries neither a key nor the form wanted. */
export function Downloads({
  job,
  mediaTypes = USUAL,
}: {
  readonly job: Pick<Job, 'id' | 'kind'>
  /** In which it is to be had. */
  readonly mediaTypes?: readonly string[]
}) {
  const [error, setError] = useState<unknown>(null)
  const save = async ({ extension, accept }: (typeof FORMS)[number]) => {
    setError(null)
    try {
      const answer = await request(`/v1/jobs/${encodeURIComponent(job.id)}/result`, { accept })
      saveAs(await answer.blob(), `${job.kind}-${job.id}.${extension}`)
    } catch (reason) {
      setError(reason)
    }
  }
  return (
    <div class="row">
      <span class="small faint">Download</span>
      {FORMS.filter(({ accept }) => mediaTypes.includes(accept)).map((form) => (
        <button type="button" key={form.name} onClick={() => save(form)}>
          {form.name}
        </button>
      ))}
      {error !== null && <ErrorNotice error={error} />}
    </div>
  )
}

function saveAs(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
