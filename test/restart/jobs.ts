import { cpSync } from 'node:fs'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import { type AskedService, type ServiceProcess, temporaryFolder } from '../process.ts'
import { openSocket, type StreamMessage } from '../socket-client.ts'
import { submissionPath } from '../submission-path.ts'

/** Submits a job where its kind is taken; fails unless it is accepted. */
export async function submit(
  service: ServiceProcess,
  spec: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<JobResource> {
  const response = await service.request(submissionPath(spec), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(spec),
  })
  if (!response.ok) throw new Error(`the job was refused: ${await response.text()}`)
  return (await response.json()) as JobResource
}

/** Everything in a job's stream that follows `after`, once the job has ended. */
export async function follow(
  service: ServiceProcess,
  { links }: JobResource,
  after = 0,
): Promise<StreamMessage[]> {
  const client = openSocket(service.url, `${links.stream}?after=${after}`)
  const { code, reason } = await client.closed
  if (code !== 1000) throw new Error(`the stream was closed with ${code}: ${reason}`)
  return client.messages
}

/** What a job has come to. */
export interface Outcome {
  readonly status: string
  readonly attempt: number
  /** The result as the service sent it. */
  readonly result: string
  /** The large array of the result in base64: final binding times, or a field. */
  readonly array: string
}

export async function outcomeOf(service: AskedService, { links }: JobResource): Promise<Outcome> {
  const job = (await (await service.request(links.self)).json()) as JobResource
  const json = await service.request(links.result, { headers: { accept: 'application/json' } })
  const bytes = await service.request(links.result, { headers: { accept: 'application/octet-stream' } })
  return {
    status: job.status,
    attempt: job.attempt,
    result: await json.text(),
    array: Buffer.from(await bytes.arrayBuffer()).toString('base64'),
  }
}

/** A job as a service that has ended left it in its folder. */
export interface StoredJob {
  readonly id: string
  readonly status: string
  readonly attempt: number
  /** Whether it is stored from where it can go on. */
  readonly saved: boolean
}

/** The jobs in the folder of a service that has ended, in the order they were submitted. */
export async function jobsIn(folder: string): Promise<StoredJob[]> {
  const copy = temporaryFolder()
  // Looking for checkpoints claims the jobs, which the original must not notice.
  cpSync(folder, copy, { recursive: true })
  const store = openSqliteStore(copy)
  try {
    const { jobs } = await store.list({}, 100, null)
    await store.releaseAll()
    const saved = new Set<string>()
    for (;;) {
      const claimed = await store.claim(new Date().toISOString())
      if (claimed === undefined) break
      if (claimed.checkpoint !== null) saved.add(claimed.job.id)
    }
    return jobs.reverse().map(({ id, status, attempt }) => ({ id, status, attempt, saved: saved.has(id) }))
  } finally {
    await store.close()
  }
}
