import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { tellingOfFailures } from '../../src/api/tracing/exporting.ts'
import type { ClaimedJob } from '../../src/jobs/store.ts'
import { formatTraceparent } from '../../src/jobs/trace-context.ts'
import { slowAntagonismSpec } from '../antagonism.ts'
import { attributesOf, type CollectedSpan, openCollector } from '../collector.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { keptLog } from '../log-lines.ts'
import { startTestService, type TestService } from '../service.ts'

const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', sampled: true }
const UNRECORDED = '4bf92f3577b34da6a3ce929d0e0e4736'

function submit(service: TestService, path: string, body: unknown, traceparent?: string) {
  const headers = { prefer: 'wait=60', ...(traceparent !== undefined && { traceparent }) }
  return service.request(path, { body, headers })
}

/** The spans of the collector by what they are of. */
function sorted(spans: readonly CollectedSpan[]) {
  const named = (start: string) => spans.filter(({ name }) => name.startsWith(start))
  return { requests: named('POST '), jobs: named('job '), workers: named('worker ') }
}

describe('with a collector', () => {
  let all: CollectedSpan[]
  let id: string
  beforeAll(async () => {
    const collector = await openCollector()
    const service = await startTestService({ tracesUrl: collector.url })
    const recorded = await submit(service, '/v1/attacks', SHORT_DESCENT, formatTraceparent(CALLER))
    id = ((await recorded.json()) as { id: string }).id
    const unrecorded = formatTraceparent({ ...CALLER, traceId: UNRECORDED, sampled: false })
    await submit(service, '/v1/attacks', SHORT_DESCENT, unrecorded)
    const grid = { bindingTimes: 120, quantities: 120 }
    await submit(service, '/v1/simulations', slowAntagonismSpec(grid))
    // A stop sends what is left.
    await service.close()
    all = collector.spans()
    expect(collector.paths).toEqual(new Set(['/v1/traces']))
    expect(collector.services()).toEqual(new Set(['antagon']))
  })

  test('a trace leads from the caller’s span by way of the request and the job to the worker', () => {
    const { requests, jobs, workers } = sorted(all.filter(({ traceId }) => traceId === CALLER.traceId))
    const [request, job, worker] = [requests[0]!, jobs[0]!, workers[0]!]
    expect([requests.length, jobs.length, workers.length]).toEqual([1, 1, 1])
    expect([request.parentSpanId, job.parentSpanId, worker.parentSpanId]).toEqual([
      CALLER.spanId,
      request.spanId,
      job.spanId,
    ])
    expect(request.name).toBe('POST /v1/attacks')
    expect(attributesOf(request.attributes)).toMatchObject({
      'http.route': '/v1/attacks',
      'http.response.status_code': 200,
    })
    expect(attributesOf(job.attributes)).toMatchObject({
      'antagon.job.id': id,
      'antagon.job.attempt': 1,
      'antagon.job.outcome': 'succeeded',
    })
    expect(worker.name).toBe('worker whole')
    // A worker's clock is set when its thread starts, the server's when its process does.
    const slack = 50_000_000n
    expect(BigInt(worker.startTimeUnixNano)).toBeGreaterThan(BigInt(job.startTimeUnixNano) - slack)
    expect(BigInt(worker.endTimeUnixNano)).toBeLessThan(BigInt(job.endTimeUnixNano) + slack)
    expect(BigInt(worker.endTimeUnixNano)).toBeGreaterThan(BigInt(worker.startTimeUnixNano))
  })

  test('each part of a job has a span of its own, and so has their join', () => {
    const { requests, jobs, workers } = sorted(all.filter(({ traceId }) => traceId !== CALLER.traceId))
    // Without a caller's trace the request begins one.
    expect(requests.map(({ name, parentSpanId = '' }) => [name, parentSpanId])).toEqual([
      ['POST /v1/simulations', ''],
    ])
    const parts = workers.map(({ name, attributes }) => [name, attributesOf(attributes)['antagon.job.part']])
    expect(parts.length).toBeGreaterThan(2)
    expect(new Set(parts.map(String))).toEqual(
      new Set([
        ...Array.from({ length: parts.length - 1 }, (_, part) => `worker part,${part}`),
        'worker join,',
      ]),
    )
    for (const { parentSpanId, traceId } of workers)
      expect([parentSpanId, traceId]).toEqual([jobs[0]!.spanId, requests[0]!.traceId])
  })

  test('a trace that its caller does not record is not recorded here', () => {
    expect(all.filter(({ traceId }) => traceId === UNRECORDED)).toEqual([])
  })
})

describe('with a collector that is not there', () => {
  test('the service does what it does, and stops in time', async () => {
    const log = keptLog()
    const collector = { tracesUrl: 'http://127.0.0.1:9/v1/traces', workers: 1 }
    const service = await startTestService(collector, undefined, log.logger)
    expect((await submit(service, '/v1/attacks', SHORT_DESCENT)).status).toBe(200)
    await service.close()
    const lines = log.lines().filter(({ level }) => Number(level) >= 40)
    // Where a worker runs beside the service, both have some.
    expect(new Set(lines.map(({ msg }) => msg))).toEqual(
      new Set(['the last traces could not be sent: the collector does not answer']),
    )
  })
})

describe('an exporter that fails', () => {
  test('is told of once in a while, with how many spans were lost meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const log = keptLog()
    const spans = ['one', 'another'] as unknown as ReadableSpan[]
    const failing: SpanExporter = {
      export: (_, done) => done({ code: 1, error: new Error('no answer') }),
      shutdown: () => Promise.resolve(),
    }
    const exporter = tellingOfFailures(failing, log.logger)
    const results: unknown[] = []
    const fail = () => exporter.export(spans, (result) => results.push(result))
    for (let i = 0; i < 3; i++) fail()
    expect(log.lines()).toMatchObject([{ level: 40, lost: 2, err: { message: 'no answer' } }])
    vi.advanceTimersByTime(60_001)
    fail()
    expect(log.lines().at(-1)).toMatchObject({ lost: 6 })
    expect(results).toEqual(Array.from({ length: 4 }, () => ({ code: 0 })))
  })
})

describe('without a collector', () => {
  test('a job keeps the trace of its submission, or begins one', async () => {
    const service = await startTestService({ workers: 1 })
    const store = service.runningStore
    const claim = store.claim.bind(store) as (
      ...given: unknown[]
    ) => Promise<ClaimedJob | 'later' | undefined>
    const claimed: (string | null)[] = []
    Object.assign(store, {
      async claim(...given: unknown[]) {
        const job = await claim(...given)
        if (job && job !== 'later') claimed.push(job.traceparent)
        return job
      },
    })
    await submit(service, '/v1/attacks', SHORT_DESCENT, formatTraceparent(CALLER))
    await submit(service, '/v1/attacks', SHORT_DESCENT, 'malformed')
    expect(claimed[0]).toMatch(new RegExp(`^00-${CALLER.traceId}-[0-9a-f]{16}-01$`))
    expect(claimed[1]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  })
})
