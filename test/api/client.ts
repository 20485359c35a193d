import type { Static } from 'typebox'
import { expect } from 'vitest'
import type { JobPageSchema, JobResource } from '../../src/api/schemas/job.ts'
import type { ProblemSchema } from '../../src/api/schemas/problem.ts'
import type { Config } from '../../src/config.ts'
import { isFinal, type JobStatus } from '../../src/jobs/job.ts'
import { type RequestOptions, startTestService, type TestService } from '../service.ts'
import { submissionPath } from '../submission-path.ts'
import { Contract, type OpenApiDocument } from './contract.ts'

export type ProblemBody = Static<typeof ProblemSchema>
export type JobPage = Static<typeof JobPageSchema>

/** An answer whose shape the contract has confirmed; `json` is typed by whoever asks. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
  readonly text: string
  json<T>(): T
}

/** A client of a service of its own, which holds every answer against the OpenAPI document. */
export interface Client {
  readonly service: TestService
  readonly contract: Contract
  send(path: string, options?: RequestOptions): Promise<Answer>
  /** Submits a job where its kind is taken; `wait` in seconds asks for the job when it has ended. */
  submit(body: unknown, wait?: number): Promise<Answer>
  /** Submits a job that must succeed. */
  finish(body: unknown): Promise<JobResource>
  /** The job as soon as it has this state; fails when it ends with another. */
  until(id: string, status: JobStatus): Promise<JobResource>
  /** A refusal, which must be a problem detail of this status and code. */
  refusal(path: string, options: RequestOptions, status: number, code: string): Promise<ProblemBody>
}

/** Starts a service and asks it for its own contract. */
export async function openClient(overrides: Partial<Config> = {}): Promise<Client> {
  const service = await startTestService(overrides)
  const document = await service.request('/openapi.json')
  const contract = new Contract((await document.json()) as OpenApiDocument)
  const send = async (path: string, options: RequestOptions = {}): Promise<Answer> => {
    const method = options.method ?? (options.body === undefined ? 'GET' : 'POST')
    const response = await service.request(path, options)
    const answer = await read(response)
    const mediaType = response.headers.get('content-type')?.split(';')[0] ?? ''
    const body = mediaType.endsWith('json') ? answer.json() : undefined
    expect(contract.faultOf(method, path.split('?')[0]!, answer.status, mediaType, body)).toBeNull()
    return answer
  }
  const submit = (body: unknown, wait?: number) =>
    send(submissionPath(body), { body, headers: wait === undefined ? {} : { prefer: `wait=${wait}` } })
  return {
    service,
    contract,
    send,
    submit,
    async finish(body) {
      let job = (await submit(body, 60)).json<JobResource>()
      while (!isFinal(job.status)) {
        // The end of its stream is that of the job.
        await (await service.request(job.links.events)).text()
        job = (await send(job.links.self)).json<JobResource>()
      }
      expect(job).toMatchObject({ status: 'succeeded', error: null })
      return job
    },
    async until(id, status) {
      for (;;) {
        const job = (await send(`/v1/jobs/${id}`)).json<JobResource>()
        if (job.status === status) return job
        if (isFinal(job.status)) throw new Error(`job ${id} ended as ${job.status}, not ${status}`)
      }
    },
    async refusal(path, options, status, code) {
      const answer = await send(path, options)
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json(;|$)/)
      const problem = answer.json<ProblemBody>()
      expect(problem).toMatchObject({ status, code, type: `urn:antagon:problem:${code}` })
      expect(answer.status).toBe(status)
      expect(problem.detail).not.toBe('')
      return problem
    },
  }
}

async function read(response: Response): Promise<Answer> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    text,
    json: <T>() => JSON.parse(text) as T,
  }
}
