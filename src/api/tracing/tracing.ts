import type { JobEnd } from '../../jobs/observer.ts'
import type { ClaimedJob } from '../../jobs/store.ts'
import { spanBelow, type TraceContext } from '../../jobs/trace-context.ts'
import type { WorkerSpan } from '../../jobs/worker-protocol.ts'

/** A request while it is answered. */
export interface RequestSpan {
  readonly context: TraceContext
  end(request: { method: string; route: string; status: string }): void
}

/** Follows a request into its job and on to the workers. */
export interface Tracing {
  /** A request begins, below the span that it named, if it named one. */
  request(received: TraceContext | null): RequestSpan
  /** A worker takes a job up; returns the `traceparent` for what it does. */
  begun(claimed: ClaimedJob): string | null
  /** A worker takes up a part of a job that many processes run; returns the `traceparent` for what each of them does. */
  shared(claimed: ClaimedJob): string | null
  ended(end: JobEnd, shared?: ClaimedJob): void
  worked(span: WorkerSpan): void
  /** Sends what is left to send. */
  close(): Promise<void>
}

/** Traces have their identifiers, for logs, but nobody records them. */
export const UNRECORDED: Tracing = {
  request: (received) => ({ context: spanBelow(received), end: () => undefined }),
  begun: ({ traceparent }) => traceparent,
  shared: ({ traceparent }) => traceparent,
  ended: () => undefined,
  worked: () => undefined,
  close: () => Promise.resolve(),
}
