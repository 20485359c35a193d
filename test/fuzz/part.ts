import { join } from 'node:path'
import { createKey } from '../../src/api/keys.ts'
import type { ClassifierResource } from '../../src/api/schemas/classifier.ts'
import type { JobPage } from '../api/client.ts'
import type { OpenApiDocument } from '../api/contract.ts'
import { MEMORY_HOOK } from '../memory.ts'
import { type ServiceProcess, startServiceProcess, temporaryFolder } from '../process.ts'

/** A service that is fuzzed, with its document and the means to ask it as whoever has its key. */
export interface Target {
  readonly service: ServiceProcess
  readonly port: number
  readonly key: string | null
  readonly document: OpenApiDocument
  ask(path: string, init?: RequestInit): Promise<Response>
  json<T>(path: string, body?: unknown): Promise<T>
  /** Cancels the jobs that have not ended, and removes all jobs and classifiers. */
  clear(): Promise<void>
}

/** What a job may cost at the most; the dearest then takes about a second. */
const CHEAP = 2e8

/** A key that asks as fast as it is answered would soon be told to wait, and hear nothing else. */
const SETTINGS = { ANTAGON_MAX_QUEUED: '100000', ANTAGON_WORKERS: '1', ANTAGON_RATE_LIMIT: '1000000' }

/** Starts a service as a process that can be asked for its memory, with or without keys. */
export async function startTarget(withKeys: boolean, mostCost = CHEAP): Promise<Target> {
  const file = join(temporaryFolder(), 'keys')
  const key = withKeys ? createKey(file, 'fuzz') : null
  const settings = { ...SETTINGS, ANTAGON_MAX_COST: `${mostCost}`, ...(withKeys && { ANTAGON_KEYS: file }) }
  const service = await startServiceProcess(settings, MEMORY_HOOK)
  const ask = (path: string, init: RequestInit = {}) =>
    service.request(path, {
      ...init,
      headers: { ...init.headers, ...(key !== null && { authorization: `Bearer ${key}` }) },
    })
  const json = async <T>(path: string, body?: unknown) => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=60' },
      body: JSON.stringify(body),
    }
    const answer = await ask(path, body === undefined ? {} : init)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  const remove = async () => {
    const { jobs } = await json<JobPage>('/v1/jobs?limit=200')
    // A job that has not ended is cancelled first, and removed when it comes up again.
    for (const { id } of jobs) await (await ask(`/v1/jobs/${id}`, { method: 'DELETE' })).arrayBuffer()
    return jobs.length
  }
  return {
    service,
    port: Number(new URL(service.url).port),
    key,
    document: await json('/openapi.json'),
    ask,
    json,
    async clear() {
      while ((await remove()) > 0);
      const { classifiers } = await json<{ classifiers: ClassifierResource[] }>('/v1/classifiers')
      for (const { name, digest } of classifiers) {
        if (digest !== null) await ask(`/v1/classifiers/${name}`, { method: 'DELETE' })
      }
    },
  }
}

/** Fails unless the service answers, is the process that it was, and has logged no fault of its own. */
export async function expectUnharmed({ service }: Target): Promise<void> {
  const answer = await service.request('/healthz', { signal: AbortSignal.timeout(60_000) })
  if (answer.status !== 200) throw new Error(`/healthz answers ${answer.status}`)
  await answer.arrayBuffer()
  const faults = service
    .output()
    .split('\n')
    .filter((line) => /"level":[56]0/.test(line) || /^\(node:\d+\)|Warning:|Error:/.test(line))
  if (faults.length > 0) throw new Error(`the service logged ${faults.length} faults: ${faults[0]}`)
}
