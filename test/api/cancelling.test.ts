import { beforeAll, describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { descentSpec, QUIET_DESCENT, SHORT_DESCENT } from '../descents.ts'
import { startTestService, type TestService } from '../service.ts'
import { openSocket } from '../socket-client.ts'

/** Draws and sorts for seconds before its first iteration, and looks at nothing meanwhile. */
const HUGE_DESCENT = descentSpec(8_000_000, { maxIterations: 1000 })

describe('cancelling a job that runs', () => {
  let service: TestService

  beforeAll(async () => {
    service = await startTestService({ workers: 1 })
  })

  async function submit(spec: object): Promise<JobResource> {
    return (await (await service.request('/v1/attacks', { body: spec })).json()) as JobResource
  }

  /** Submits a job, waits until a worker has it, and cancels it. */
  async function cancelled(spec: object, begun: (messages: number) => boolean) {
    const job = await submit(spec)
    const client = openSocket(service.url, job.links.stream)
    await client.until('its beginning', ({ length }) => begun(length))
    const response = await service.request(job.links.self, { method: 'DELETE' })
    expect(response.status).toBe(200)
    const answer = (await response.json()) as JobResource
    expect((await client.closed).code).toBe(1000)
    return { answer, messages: client.messages }
  }

  test.each([
    ['that has made a frame', QUIET_DESCENT, 3],
    ['that has just begun', QUIET_DESCENT, 2],
    ['whose worker does not look whether it should stop', HUGE_DESCENT, 2],
  ])('ends one %s, and the next one runs', async (_, spec, messagesBefore) => {
    const { answer, messages } = await cancelled(spec, (count) => count >= messagesBefore)
    expect(answer).toMatchObject({ status: 'cancelled', error: null })
    expect(answer.finishedAt).not.toBeNull()
    expect(messages.filter(({ type }) => type === 'end')).toMatchObject([{ status: 'cancelled' }])

    const next = await submit(SHORT_DESCENT)
    const client = openSocket(service.url, next.links.stream)
    await client.closed
    expect(client.messages.at(-1)).toMatchObject({ type: 'end', status: 'succeeded' })
  })

  test('twice at once ends it once', async () => {
    const job = await submit(QUIET_DESCENT)
    const client = openSocket(service.url, job.links.stream)
    await client.first('frame')
    const responses = await Promise.all(
      [1, 2].map(() => service.request(job.links.self, { method: 'DELETE' })),
    )
    // One of them may come so late that it removes the job that the other has cancelled.
    expect(responses.some(({ status }) => status === 200)).toBe(true)
    expect(responses.every(({ status }) => status === 200 || status === 204)).toBe(true)
    await client.closed
    expect(client.messages.filter(({ type }) => type === 'end').length).toBeLessThanOrEqual(1)
  })
})
