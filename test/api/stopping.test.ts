import { expect, test, vi } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { descentSpec, SHORT_DESCENT } from '../descents.ts'
import { startTestService } from '../service.ts'
import { openSocket } from '../socket-client.ts'

/** Its worker reaches no safe point for seconds. */
const HUGE_DESCENT = descentSpec(8_000_000, { maxIterations: 1000 })

test('a service that is stopping refuses everything with 503 and when to try again, then ends its streams', async () => {
  const service = await startTestService({ workers: 1 })
  const submitted = await service.request('/v1/attacks', { body: HUGE_DESCENT })
  const { links } = (await submitted.json()) as JobResource
  const client = openSocket(service.url, links.stream)
  await client.until('its beginning', ({ length }) => length >= 2)
  const waiting = service.request('/v1/attacks', { body: SHORT_DESCENT, headers: { prefer: 'wait=60' } })
  // The second job is in the queue, so its submission has been read and is waiting.
  for (let jobs = 0; jobs < 2; ) {
    jobs = ((await (await service.request('/v1/jobs')).json()) as { jobs: unknown[] }).jobs.length
  }
  const { runner } = service.app.services
  const stop = runner.stop.bind(runner)
  const { promise: refusedAll, resolve: goOn } = Promise.withResolvers<void>()
  vi.spyOn(runner, 'stop').mockImplementation(async (patience) => {
    await refusedAll
    await stop(patience)
  })
  const stopped = service.close()
  for (const refused of [
    await service.request('/v1/attacks', { body: SHORT_DESCENT }),
    await service.request('/readyz'),
    await service.request(links.self),
  ]) {
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('5')
    expect(refused.headers.get('content-type')).toContain('application/problem+json')
    expect(await refused.json()).toMatchObject({ status: 503, code: 'stopping' })
  }
  goOn()
  expect((await client.closed).code).toBe(1012)
  const answer = await waiting
  expect(answer.status).toBe(202)
  expect(await answer.json()).toMatchObject({ status: 'queued' })
  await stopped
})
