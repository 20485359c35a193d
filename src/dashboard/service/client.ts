import type { Static } from 'typebox'
import type { JobPageSchema, JobResource } from '../../api/schemas/job.ts'
import type { ProblemSchema } from '../../api/schemas/problem.ts'
import { DEFAULT_URGENCY } from '../../jobs/job.ts'
import { authorization, needKey } from './key.ts'

export type Job = JobResource
export type JobPage = Static<typeof JobPageSchema>
export type ProblemDetail = Static<typeof ProblemSchema>

/** What the service refused, or why it could not be asked. */
export class ServiceProblem extends Error {
  /** Null where the service could not be reached, or did not answer as it should. */
  readonly problem: ProblemDetail | null

  constructor(message: string, problem: ProblemDetail | null = null) {
    super(message)
    this.name = 'ServiceProblem'
    this.problem = problem
  }
}

/** Whether the service refused since what was asked for is not there, or not any more. */
export function isGone(error: unknown): boolean {
  return error instanceof ServiceProblem && error.problem?.status === 404
}

/** Whether the service cannot be reached, or is stopping or starting: it may answer if it is asked again in a while. */
export function isAway(error: unknown): boolean {
  return error instanceof ServiceProblem && (error.problem === null || error.problem.status === 503)
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  /** Sent as JSON. */
  readonly body?: unknown
  readonly accept?: string
  /** Seconds to wait for a submitted job to end. */
  readonly wait?: number
  readonly signal?: AbortSignal | undefined
}

/** Asks the service. Throws `ServiceProblem` for a refusal, and the signal's reason when it is aborted. */
export async function request(path: string, options: RequestOptions = {}): Promise<Response> {
  const { method, body, accept = 'application/json', wait, signal } = options
  let response: Response
  try {
    response = await fetch(path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        accept,
        ...authorization(),
        // Left to itself a browser sends an urgency of its own, which is about pages and not about jobs.
        ...(body !== undefined && { 'content-type': 'application/json', priority: `u=${DEFAULT_URGENCY}` }),
        ...(wait !== undefined && { prefer: `wait=${wait}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ServiceProblem('The service cannot be reached. Is it running? Try again in a moment.')
  }
  if (response.ok) return response
  const problem = await problemOf(response)
  if (response.status === 401) needKey()
  throw new ServiceProblem(problem?.detail ?? `The service answered with ${response.status}.`, problem)
}

async function problemOf(response: Response): Promise<ProblemDetail | null> {
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return null
  return (await response.json()) as ProblemDetail
}

/** The JSON at a path, typed by whoever asks. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await request(path, { signal })).json()) as T
}

/** Where a kind of job is submitted: `/v1/attacks`, `/v1/simulations` or `/v1/trainings`. */
export type SubmissionPath = `/v1/${Job['type']}s`

/** Submits a job; with `wait` the answer comes when it has ended, or after so many seconds. */
export async function submit(
  path: string,
  spec: object,
  options: Pick<RequestOptions, 'wait' | 'signal'> = {},
): Promise<Job> {
  return (await (await request(path, { ...options, body: spec })).json()) as Job
}

/** Cancels a job that has not ended, and removes one that has. */
export async function deleteJob(id: string): Promise<void> {
  await request(`/v1/jobs/${encodeURIComponent(id)}`, { method: 'DELETE' })
}
