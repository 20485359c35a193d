import { expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { descentSpec } from '../descents.ts'
import { type ServiceProcess, startServiceProcess } from '../process.ts'
import { submit } from '../restart/jobs.ts'
import { SHORT } from '../short.ts'
import { submissionPath } from '../submission-path.ts'
import { figuresOf, report } from './process-figures.ts'
import type { RateOrder } from './rate.ts'
import { sendSteadily } from './rates.ts'

const SECONDS = SHORT ? 10 : 60
/** A service that has just started compiles what is asked of it for the first time; what that costs is printed too. */
const WARM_UP_SECONDS = SHORT ? 5 : 10
const SUBMISSIONS_A_SECOND = 200
const READS_A_SECOND = 100

/** Some 15 ms of work: two workers cannot keep up with the submissions. */
const WORK = descentSpec(2000, { maxIterations: 1500, frameEvery: 100 })

const submissions = (service: ServiceProcess, seconds: number): RateOrder => ({
  url: service.url + submissionPath(WORK),
  method: 'POST',
  body: JSON.stringify(WORK),
  headers: { 'content-type': 'application/json' },
  perSecond: SUBMISSIONS_A_SECOND,
  seconds,
})

const reads = (service: ServiceProcess, { links }: JobResource, seconds: number): RateOrder => ({
  url: service.url + links.self,
  method: 'GET',
  body: null,
  headers: {},
  perSecond: READS_A_SECOND,
  seconds,
})

/** All jobs of the service, by status. */
async function census(service: ServiceProcess): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {}
  for (const status of ['queued', 'running', 'succeeded', 'failed', 'cancelled']) {
    let cursor: string | null = ''
    counts[status] = 0
    while (cursor !== null) {
      const query = new URLSearchParams({ status, limit: '200', ...(cursor !== '' && { cursor }) })
      const page = (await (await service.request(`/v1/jobs?${query}`)).json()) as {
        jobs: JobResource[]
        next: string | null
      }
      counts[status] += page.jobs.length
      cursor = page.next
    }
  }
  return counts
}

/** Fulfilled when a job has ended. */
async function ended(service: ServiceProcess, path: string): Promise<JobResource> {
  for (;;) {
    const job = (await (await service.request(path)).json()) as JobResource
    if (job.finishedAt !== null) return job
    // The end of its stream is that of the job.
    await (await service.request(job.links.events)).text()
  }
}

test(`${SUBMISSIONS_A_SECOND} submissions a second for ${SECONDS} s: what is accepted ends, the rest gets 429`, async () => {
  const service = await startServiceProcess({ ANTAGON_WORKERS: '2' })
  const first = await submit(service, WORK)
  await ended(service, first.links.self)
  const quiet = await sendSteadily(reads(service, first, SHORT ? 3 : 10))
  const both = (seconds: number) =>
    Promise.all([sendSteadily(submissions(service, seconds)), sendSteadily(reads(service, first, seconds))])
  const [firstSubmitted, firstRead] = await both(WARM_UP_SECONDS)
  const before = figuresOf(service.pid)
  const [submitted, read] = await both(SECONDS)
  const after = figuresOf(service.pid)
  const accepted = submitted.locations.length
  const locations = [...firstSubmitted.locations, ...submitted.locations]
  const refused = submitted.statuses[429] ?? 0
  for (const location of locations) await ended(service, location)
  report(`${SUBMISSIONS_A_SECOND} submissions a second for ${SECONDS} s`, {
    accepted,
    'refused with 429': refused,
    'submission p50 ms': submitted.latency.p50,
    'submission p99 ms': submitted.latency.p99,
    'MiB before': before.memory,
    'MiB after': after.memory,
  })
  report(`GET /v1/jobs/{id}, ${READS_A_SECOND} a second`, {
    'idle p50 ms': quiet.latency.p50,
    'idle p99 ms': quiet.latency.p99,
    [`first ${WARM_UP_SECONDS} s of load p50 ms`]: firstRead.latency.p50,
    [`first ${WARM_UP_SECONDS} s of load p99 ms`]: firstRead.latency.p99,
    'under load p50 ms': read.latency.p50,
    'under load p99 ms': read.latency.p99,
    'under load max ms': read.latency.max,
  })
  expect(submitted.unanswered + read.unanswered + firstSubmitted.unanswered + firstRead.unanswered).toBe(0)
  expect(submitted.statuses).toEqual({ 202: accepted, ...(refused > 0 && { 429: refused }) })
  expect(accepted).toBeGreaterThan(0)
  expect(submitted.retryAfter).toBe(refused)
  expect(read.statuses).toEqual({ 200: expect.any(Number) })
  // Every one that was accepted is there once, and nothing else.
  expect(new Set(locations).size).toBe(locations.length)
  expect(await census(service)).toMatchObject({
    queued: 0,
    running: 0,
    failed: 0,
    cancelled: 0,
    succeeded: locations.length + 1,
  })
})
