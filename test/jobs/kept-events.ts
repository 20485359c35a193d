import type { JobObserver } from '../../src/jobs/observer.ts'

/** An observer that keeps what it is told, and traces each job by its attempt. */
export function keptEvents() {
  const events: unknown[] = []
  const observer: JobObserver = {
    submitted: (kind) => events.push(['submitted', kind]),
    begun({ job: { id, attempt } }) {
      events.push(['begun', id, attempt])
      return `attempt ${attempt}`
    },
    shared({ job: { id, attempt } }, first) {
      events.push(['shared', id, attempt, first])
      return `attempt ${attempt}, shared`
    },
    ended: ({ id, kind, outcome, code, seconds }, shared) =>
      events.push([
        'ended',
        id,
        kind,
        outcome,
        code,
        seconds === null ? null : seconds >= 0,
        ...(shared ? [`shared attempt ${shared.job.attempt}`] : []),
      ]),
    checkpointed: () => events.push(['checkpointed']),
  }
  return { events, observer }
}
