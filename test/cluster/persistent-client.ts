import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { submissionPath } from '../submission-path.ts'
import type { Taker } from './cluster.ts'

/** What was not answered, or not now, is asked again after so long (ms). */
const AGAIN_MS = 100

/** Asks one of these after the other until one answers, and is able to. */
export async function ask(takers: readonly Taker[], path: string, init: RequestInit = {}): Promise<Response> {
  for (let turn = 0; ; turn++) {
    const response = await takers[turn % takers.length]!.request(path, {
      ...init,
      signal: AbortSignal.timeout(5000),
    }).catch(() => undefined)
    if (response !== undefined && response.status !== 503) return response
    await response?.body?.cancel()
    await pause(AGAIN_MS)
  }
}

/** Submits a job, once, however often it takes. */
export async function submitThrough(takers: readonly Taker[], spec: object): Promise<JobResource> {
  const response = await ask(takers, submissionPath(spec), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(spec),
  })
  if (!response.ok) throw new Error(`the job was refused: ${await response.text()}`)
  return (await response.json()) as JobResource
}

/** The job as it is now. */
export async function jobAt(takers: readonly Taker[], { links }: JobResource): Promise<JobResource> {
  return (await (await ask(takers, links.self)).json()) as JobResource
}
