import { randomBytes } from 'node:crypto'

/** A place in a trace (W3C Trace Context): the trace, the span in it, and whether anyone records it. */
export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string
  /** 16 hex digits. */
  readonly spanId: string
  readonly sampled: boolean
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** What a `traceparent` says; null for one that is malformed, which is to be ignored as if there were none. */
export function parseTraceparent(text: string | null | undefined): TraceContext | null {
  const [, version, traceId, spanId, flags, rest] = TRACEPARENT.exec(text ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return null
  if (version === 'ff' || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return null
  // A later version may say more, but the first one may not.
  if (version === '00' && rest !== undefined) return null
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`
}

/** A new span's place below its parent; without a parent it begins a trace, which nobody records. */
export function spanBelow(parent: TraceContext | null): TraceContext {
  const spanId = randomBytes(8).toString('hex')
  return { traceId: randomBytes(16).toString('hex'), sampled: false, ...parent, spanId }
}
