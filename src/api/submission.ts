import { createHash, randomInt, randomUUIDv7 } from 'node:crypto'
import { isFinal, type Job } from '../jobs/job.ts'
import type { Kind } from '../jobs/kind.ts'
import { Problem } from './problems.ts'
import type { Services } from './services.ts'

/** A body that its kind's schema has accepted. */
export type SubmittedSpec = Readonly<Record<string, unknown>> & { readonly seed?: number }

/**
 * Accepts a job: refuses what is too dear or has no meaning, stores it, and wakes the runner.
 *
 * The seed is the spec's, or drawn here and kept with the job. Throws `InvalidInput`, `IdempotencyConflict`,
 * `QueueFull`, or a `Problem` (too dear).
 */
export async function submit(
  { config, store, hub, runner }: Services,
  kind: Kind,
  spec: SubmittedSpec,
  idempotencyKey: string | undefined,
): Promise<Job> {
  const idempotency =
    idempotencyKey === undefined ? null : { key: idempotencyKey, fingerprint: fingerprint(spec) }
  // Before anything is drawn: a spec without a seed would be checked with another one each time.
  const earlier = idempotency && (await store.find(idempotency))
  if (earlier) return earlier
  refuseTooDear(kind, spec, config.mostCost)
  const seed = spec.seed ?? randomInt(2 ** 32)
  kind.check(spec, seed)
  const { job, created } = await store.add(
    { id: randomUUIDv7(), type: kind.type, kind: kind.name, seed, spec, createdAt: new Date().toISOString() },
    idempotency,
    config.mostQueued,
  )
  if (created) {
    hub.publish(job.id)
    runner.wake()
  }
  return job
}

/** The job when it has ended; as it then is after so many seconds, or when the service stops. */
export async function waitForEnd(
  { store, hub, streams }: Services,
  id: string,
  seconds: number,
): Promise<Job | undefined> {
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(), 1000 * seconds)
  const release = streams.add(() => over.abort())
  try {
    for (;;) {
      // Listening begins before the look, so that no news falls between the two.
      const { promise: news, resolve } = Promise.withResolvers<void>()
      const unlisten = hub.listen(id, () => resolve())
      over.signal.onabort = () => resolve()
      try {
        const position = await store.position(id)
        if (position === undefined || isFinal(position.status) || over.signal.aborted) return store.get(id)
        await news
      } finally {
        unlisten()
      }
    }
  } finally {
    clearTimeout(timer)
    release()
  }
}

function refuseTooDear(kind: Kind, spec: SubmittedSpec, cap: number): void {
  const cost = kind.cost(spec)
  if (cost <= cap) return
  throw new Problem(422, {
    code: 'too-dear',
    detail: `the job would cost ${cost.toExponential(3)} (${kind.costFormula}); at most ${cap.toExponential(3)} is allowed`,
    cost,
    cap,
  })
}

function fingerprint(spec: SubmittedSpec): string {
  return createHash('sha256').update(JSON.stringify(spec)).digest('hex')
}
