import type { Job } from '../jobs/job.ts'
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

/** Why a job failed, as a problem detail: 422 where its input was at fault, 500 where the service was. */
function jobProblem({ code, detail, path }: NonNullable<Job['error']>): object {
  if (path === undefined) return problemBody(500, { code, detail })
  return problemBody(422, { code, detail, errors: [{ path, message: detail }] })
}
