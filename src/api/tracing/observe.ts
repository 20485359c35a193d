import type { JobObserver, PoolObserver } from '../../jobs/observer.ts'
import type { ServiceMetrics } from '../metrics/service-metrics.ts'
import type { Tracing } from './tracing.ts'

/** Tells metrics and traces alike what happens to jobs and workers. */
export function observerOf(metrics: ServiceMetrics, tracing: Tracing): JobObserver & PoolObserver {
  return {
    submitted: (kind) => metrics.submitted(kind),
    begun(claimed) {
      metrics.begun(claimed)
      return tracing.begun(claimed)
    },
    shared(claimed, first) {
      if (first) metrics.begun(claimed)
      return tracing.shared(claimed)
    },
    ended(end, shared) {
      metrics.ended(end)
      tracing.ended(end, shared)
    },
    checkpointed: () => metrics.checkpointed(),
    opened: (size) => metrics.opened(size),
    occupied: () => metrics.occupied(),
    released: () => metrics.released(),
    worked: (span) => tracing.worked(span),
  }
}
