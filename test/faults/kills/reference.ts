import { createHash } from 'node:crypto'
import type { JobResource } from '../../../src/api/schemas/job.ts'
import { type ServiceProcess, startServiceProcess } from '../../process.ts'
import { follow, submit } from '../../restart/jobs.ts'
import { framesOf } from '../../socket-client.ts'
import { ALL_OFFERS } from './catalogue.ts'

/** What a job comes to when nothing disturbs it. */
export interface Reference {
  /** What its frames say, as JSON. */
  readonly frames: readonly string[]
  readonly result: Fingerprint
}

/** A digest of a job's result as JSON, and of its large array (or of why it has none). */
export interface Fingerprint {
  readonly json: string
  readonly octets: string
}

type Fetch = (path: string, init: RequestInit) => Promise<{ status: number; body: Buffer } | undefined>

/** The fingerprint of a job's result; undefined when it could not be had wholly. */
export async function fingerprintOf(job: JobResource, fetch: Fetch): Promise<Fingerprint | undefined> {
  const digests: string[] = []
  for (const accept of ['application/json', 'application/octet-stream']) {
    const answer = await fetch(job.links.result, { headers: { accept } })
    if (answer === undefined) return undefined
    const { status, body } = answer
    // A classifier without a name is named after the job that made it.
    const text = body.toString('latin1').replaceAll(job.id, 'ID')
    digests.push(`${status} ${createHash('sha256').update(text, 'latin1').digest('hex')}`)
  }
  const [json, octets] = digests
  return { json: json!, octets: octets! }
}

/** What each of the offers comes to, on a service of their own. */
export async function referencesOf(folder: string): Promise<ReadonlyMap<string, Reference>> {
  const service = await startServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: '2' })
  const references = new Map<string, Reference>()
  await Promise.all(
    ALL_OFFERS.map(async ({ name, spec }) => references.set(name, await referenceOf(service, spec))),
  )
  await service.kill('SIGTERM')
  return references
}

/** What a job of this spec comes to on a service that nothing disturbs. */
export async function referenceOf(service: ServiceProcess, spec: object): Promise<Reference> {
  const job = await submit(service, spec)
  const messages = await follow(service, job)
  const last = messages.at(-1)
  if (last?.type !== 'end' || last.status !== 'succeeded')
    throw new Error(`a job ended as ${JSON.stringify(last)}`)
  const result = await fingerprintOf(job, async (path, init) => {
    const response = await service.request(path, init)
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) }
  })
  if (!result!.json.startsWith('200 ')) throw new Error(`a result was answered with ${result!.json}`)
  return { frames: framesOf(messages).map(({ data }) => JSON.stringify(data)), result: result! }
}
