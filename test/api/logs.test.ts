import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createKey } from '../../src/api/keys.ts'
import { descentSpec, endlessDescent, SHORT_DESCENT } from '../descents.ts'
import { keptLog } from '../log-lines.ts'
import { temporaryFolder } from '../process.ts'
import { startTestService, type TestService } from '../service.ts'
import { openSocket } from '../socket-client.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const TRACEPARENT = `00-${TRACE}-b7ad6b7169203331-01`

let service: TestService
const log = keptLog('trace')
const keys = join(temporaryFolder(), 'keys')
const key = createKey(keys, 'someone')
const authorization = `Bearer ${key}`
beforeAll(async () => {
  service = await startTestService({ keysFile: keys, workers: 1 }, undefined, log.logger)
})

function submit(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return service.request('/v1/attacks', { body, headers: { authorization, ...headers } })
}

describe('the log', () => {
  test('names the request and the trace in each line about a job’s submission, and the trace in each line of the job', async () => {
    const answer = await submit(SHORT_DESCENT, { traceparent: TRACEPARENT, prefer: 'wait=60' })
    const { id } = (await answer.json()) as { id: string }
    const reqId = answer.headers.get('x-request-id')
    const lines = () => log.lines().filter(({ job }) => job === id)
    // A worker beside the service says so when it has stored the end, which may be told to the client first.
    await expect
      .poll(() => lines().map(({ msg }) => msg))
      .toEqual(['submission accepted', 'job started', 'job ended'])
    const ofJob = lines()
    for (const line of ofJob) expect(line).toMatchObject({ kind: 'gradient-descent', trace: TRACE })
    expect(ofJob[0]).toMatchObject({ reqId })
    expect(ofJob[1]).toMatchObject({ attempt: 1 })
  })

  test('tells of each request when it is asked to, by route and status', async () => {
    const { id } = (await (await submit(SHORT_DESCENT)).json()) as { id: string }
    await service.request(`/v1/jobs/${id}?ticket=abc`, { headers: { authorization } })
    await service.request('/v1/jobs')
    const requests = () => log.lines().filter(({ msg }) => msg === 'request ended')
    // They are written when the connection has taken the answer.
    await expect
      .poll(requests)
      .toContainEqual(
        expect.objectContaining({ method: 'GET', route: '/v1/jobs/:id', url: `/v1/jobs/${id}` }),
      )
    await expect
      .poll(requests)
      .toContainEqual(expect.objectContaining({ route: '/v1/jobs', status: '401', problem: 'unauthorised' }))
  })

  test('holds no key, no ticket and nothing of a payload, not even where it says most', async () => {
    const marked = {
      ...descentSpec(1000, { maxIterations: 300 }),
      ligands: { bindingTimes: [2.7654321234, 1.6180339887, 3.3333] },
    }
    const headers = { 'idempotency-key': 'marked-idempotency', authorization }
    const { id } = (await (await submit(marked, { ...headers, prefer: 'wait=60' })).json()) as { id: string }
    await submit({ ...marked, 'marked-field': 'marked-value' })
    await service.request('/v1/attacks', { body: '{"marked-json', headers })
    await service.request('/v1/jobs?kind=marked-query', { headers })
    await service.request('/v1/jobs', { headers: { authorization: 'Bearer marked-key' } })
    const tickets = await service.request('/v1/tickets', { method: 'POST', headers })
    const { ticket } = (await tickets.json()) as { ticket: string }
    await openSocket(service.url, `/v1/jobs/${id}/stream?ticket=${ticket}`).closed
    await openSocket(service.url, '/v1/jobs?ticket=marked-ticket').closed
    await service.request(`/v1/jobs/${id}/events?ticket=marked-ticket`)
    const text = log.text()
    expect(text).toContain(id)
    for (const secret of [key, ticket, 'marked-', '2.7654321234', 'bindingTimes'])
      expect(text).not.toContain(secret)
  })

  test('says by what a worker died, and nothing of what it worked on', async () => {
    const marked = { ...endlessDescent(1000), seed: 987_654_321 }
    const { id } = (await (await submit(marked)).json()) as { id: string }
    const failure = new Error('the disk is gone')
    const store = service.runningStore
    const { appendFrames } = store
    Object.assign(store, { appendFrames: () => Promise.reject(failure) })
    for (;;) {
      const job = await service.request(`/v1/jobs/${id}`, { headers: { authorization } })
      if (((await job.json()) as { status: string }).status === 'failed') break
    }
    Object.assign(store, { appendFrames })
    const line = log.lines().find(({ job, msg }) => job === id && msg === 'job failed')
    expect(line).toMatchObject({ kind: 'gradient-descent', attempt: 1, err: { message: failure.message } })
    expect(JSON.stringify(line)).toContain('logs.test.ts')
    expect(log.text()).not.toContain('987654321')
  })
})

describe('a request', () => {
  test('keeps the identifier that its caller gave it, if a log can hold it', async () => {
    const idOf = async (id: string) =>
      (await service.request('/healthz', { headers: { 'x-request-id': id } })).headers.get('x-request-id')
    expect(await idOf('caller.1:a-b_c')).toBe('caller.1:a-b_c')
    for (const odd of ['a b', 'x'.repeat(65), '{"level":60}', ''])
      expect(await idOf(odd)).toMatch(/^[0-9a-f-]{36}$/)
  })
})
