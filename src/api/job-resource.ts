import { type Job, SERVICE_FAULTS } from '../jobs/job.ts'
import { problemBody } from './problems.ts'
import type { JobResource } from './schemas/job.ts'

/** A job as the API shows it. */
export function jobResource(job: Job): JobResource {
  const self = `/v1/jobs/${job.id}`
  return {
    ...job,
    error: job.error && (jobProblem(job.error) as JobResource['error']),
    links: { self, result: `${self}/result`, events: `${self}/events`, stream: `${self}/stream` },
  }
}

/** Why a job failed, as a problem detail: 500 where the service was at fault, else 422. */
function jobProblem({ code, detail, path }: NonNullable<Job['error']>): object {
  const status = Object.values<string>(SERVICE_FAULTS).includes(code) ? 500 : 422
  const errors = path !== undefined && { errors: [{ path, message: detail }] }
  return problemBody(status, { code, detail, ...errors })
}
