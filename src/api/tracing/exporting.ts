import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { FastifyBaseLogger } from 'fastify'

/** A collector that is gone for days is told of so often. */
const TELL_EVERY_MS = 60_000

/** OpenTelemetry's code for an export that went well; its own constant would load one more package. */
const SUCCESS = 0

/** An exporter that loses what it cannot send, and says so in the log once in a while. */
export function tellingOfFailures(exporter: SpanExporter, log: FastifyBaseLogger): SpanExporter {
  let lost = 0
  let toldAt = Number.NEGATIVE_INFINITY
  const failed = (spans: number, err: unknown) => {
    lost += spans
    if (performance.now() - toldAt < TELL_EVERY_MS) return
    log.warn({ err, lost }, 'traces could not be sent to the collector')
    toldAt = performance.now()
    lost = 0
  }
  return {
    export(spans, done) {
      exporter.export(spans, ({ code, error }) => {
        if (code !== SUCCESS) failed(spans.length, error)
        // As far as its caller can do anything about it, all is well.
        done({ code: SUCCESS })
      })
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  }
}
