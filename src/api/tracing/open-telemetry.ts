import { createHash } from 'node:crypto'
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  type IdGenerator,
  RandomIdGenerator,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { FastifyBaseLogger } from 'fastify'
import type { ClaimedJob } from '../../jobs/store.ts'
import { formatTraceparent, parseTraceparent, type TraceContext } from '../../jobs/trace-context.ts'
import { tellingOfFailures } from './exporting.ts'
import type { Tracing } from './tracing.ts'

/** A collector that does not answer holds a stop up for so long. */
const FLUSH_PATIENCE_MS = 2000

/** Records all traces that their callers do not want unrecorded, and sends them to a collector by OTLP over HTTP. */
export function recordTraces(url: string, version: string, log: FastifyBaseLogger): Tracing {
  const ids = new GivenIds()
  const exporter = tellingOfFailures(new OTLPTraceExporter({ url }), log)
  const provider = openProvider(exporter, ids, version)
  const tracer = provider.getTracer('antagon', version)
  const attempts = new Map<string, Span>()
  return {
    request(received) {
      const span = tracer.startSpan('request', { kind: SpanKind.SERVER }, below(received))
      return {
        context: contextOf(span),
        end({ method, route, status }) {
          span.updateName(`${method} ${route}`)
          span.setAttributes({ 'http.request.method': method, 'http.route': route })
          if (/^\d+$/.test(status)) span.setAttribute('http.response.status_code', Number(status))
          if (status.startsWith('5')) span.setStatus({ code: SpanStatusCode.ERROR })
          span.end()
        },
      }
    },
    begun(claimed) {
      const span = startJob(tracer, claimed)
      span.addEvent('taken up')
      attempts.set(claimed.job.id, span)
      return formatTraceparent(contextOf(span))
    },
    shared(claimed) {
      const above = parseTraceparent(claimed.traceparent)
      return above && formatTraceparent({ ...above, spanId: sharedSpan(claimed) })
    },
    ended({ id, outcome, code }, shared) {
      const span = shared ? ids.give(sharedSpan(shared), () => startJob(tracer, shared)) : attempts.get(id)
      attempts.delete(id)
      if (span === undefined) return
      span.setAttribute('antagon.job.outcome', outcome)
      if (code !== null) span.setAttribute('error.type', code)
      if (outcome === 'failed' || outcome === 'fault') span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    },
    worked({ context, parent, kind, work, part, outcome, thread, start, end }) {
      const attributes = { 'antagon.job.kind': kind, 'antagon.worker.outcome': outcome, 'thread.id': thread }
      const options = {
        startTime: start,
        attributes: part === null ? attributes : { ...attributes, 'antagon.job.part': part },
      }
      const span = ids.give(context.spanId, () => tracer.startSpan(`worker ${work}`, options, below(parent)))
      span.end(end)
    },
    async close() {
      const inTime = await withPatience(provider.shutdown())
      if (!inTime) log.warn('the last traces could not be sent: the collector does not answer')
    },
  }
}

function startJob(tracer: Tracer, { job, traceparent }: ClaimedJob): Span {
  const { id, kind, attempt, createdAt } = job
  // Its first attempt shows how long it waited; when a later one began to wait is not known.
  const since = attempt === 1 ? { startTime: new Date(createdAt) } : {}
  const attributes = { 'antagon.job.id': id, 'antagon.job.kind': kind, 'antagon.job.attempt': attempt }
  const options = { kind: SpanKind.CONSUMER, attributes, ...since }
  return tracer.startSpan(`job ${kind}`, options, below(parseTraceparent(traceparent)))
}

/** The identifier of a job's span which each process that runs a part of it finds by itself; the one that ends the job records it. */
function sharedSpan({ job: { id, attempt } }: ClaimedJob): string {
  return createHash('sha256').update(`${id} ${attempt}`).digest('hex').slice(0, 16)
}

function openProvider(exporter: SpanExporter, idGenerator: IdGenerator, version: string): TracerProvider {
  return new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'antagon', 'service.version': version }),
    idGenerator,
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  })
}

/** Where a span with this parent belongs. */
function below(parent: TraceContext | null): Context {
  if (parent === null) return ROOT_CONTEXT
  const { traceId, spanId, sampled } = parent
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: sampled ? 1 : 0, isRemote: true })
}

function contextOf(span: Span): TraceContext {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return { traceId, spanId, sampled: (traceFlags & 1) === 1 }
}

/** Random identifiers, but for a span that had one before it came here. */
class GivenIds extends RandomIdGenerator {
  #given: string | undefined

  /** The span that `start` begins has this identifier. */
  give(spanId: string, start: () => Span): Span {
    this.#given = spanId
    try {
      return start()
    } finally {
      this.#given = undefined
    }
  }

  override generateSpanId(): string {
    return this.#given ?? super.generateSpanId()
  }
}

/** Whether the shutdown came to its end in time. */
async function withPatience(shutdown: Promise<void>): Promise<boolean> {
  const { promise: impatience, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), FLUSH_PATIENCE_MS)
  try {
    return await Promise.race([shutdown.then(() => true), impatience])
  } finally {
    clearTimeout(timer)
  }
}
