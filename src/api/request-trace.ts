import type { IncomingMessage } from 'node:http'
import { parseTraceparent } from '../jobs/trace-context.ts'
import type { RequestSpan, Tracing } from './tracing/tracing.ts'

const spans = new WeakMap<IncomingMessage, RequestSpan>()

/** The span of a request: it begins when it is first asked for, below the one that its `traceparent` names. */
export function spanOf(tracing: Tracing, request: IncomingMessage): RequestSpan {
  let span = spans.get(request)
  if (span === undefined) {
    const header = request.headers.traceparent
    span = tracing.request(parseTraceparent(Array.isArray(header) ? header.join() : header))
    spans.set(request, span)
  }
  return span
}
