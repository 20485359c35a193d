import { createHash, randomInt, randomUUIDv7 } from 'node:crypto'
import { isFinal, type Job } from '../jobs/job.ts'
import type { Kind } from '../jobs/kind.ts'
import { kindFor } from '../jobs/kinds.ts'
import { refuseOver } from '../jobs/quotas.ts'
import type { ReadyMade } from '../jobs/ready-made.ts'
import { type Idempotency, NameTaken } from '../jobs/store.ts'
import { headsOf, refuseReserved, untrained } from './needed-classifiers.ts'
import { Problem } from './problems.ts'
import type { Principal } from './scopes.ts'
import type { Services } from './services.ts'

/** A body that its kind's schema has accepted. */
export type SubmittedSpec = Readonly<Record<string, unknown>> & { readonly seed?: number }

/** Who submits, and what makes it repeatable. */
export interface Submitter {
  readonly owner: string | null
  readonly idempotencyKey: string | undefined
  /** As a job has it; what is trained for the job first has it too. */
  readonly urgency: number
  /** The trace that the request belongs to (W3C Trace Context). */
  readonly traceparent: string
}

/**
 * Accepts a job: refuses what is too dear, too large or has no meaning, stores it, and wakes the runner. Ready-made classifiers
 * that it needs and that nobody has trained yet are trained first, by jobs of their own, which are nobody's: everyone
 * may see them, and they count towards no quota.
 *
 * The seed is the spec's, or drawn here and kept with the job. Throws `InvalidInput`, `IdempotencyConflict`,
 * `QueueFull`, `QuotaExceeded`, `NameTaken`, or a `Problem` (too dear, too large).
 */
export async function submit(
  services: Services,
  kind: Kind,
  spec: SubmittedSpec,
  { owner, idempotencyKey, urgency, traceparent }: Submitter,
): Promise<Job> {
  const idempotency =
    idempotencyKey === undefined ? null : { owner, key: idempotencyKey, fingerprint: fingerprint(spec) }
  // Before anything is drawn: a spec without a seed would be checked with another one each time.
  const earlier = idempotency && (await services.store.find(idempotency))
  if (earlier) return earlier
  const name = kind.makes?.(spec) ?? null
  if (name !== null) refuseReserved(services, name)
  const seed = spec.seed ?? randomInt(2 ** 32)
  return accept(services, { kind, spec, seed, name, owner, urgency, traceparent }, idempotency)
}

interface Submission {
  readonly kind: Kind
  readonly spec: SubmittedSpec
  readonly seed: number
  /** Of the classifier, if it is a training; null names it after the job. */
  readonly name: string | null
  readonly owner: string | null
  readonly urgency: number
  /** The trace that it belongs to. */
  readonly traceparent: string
}

async function accept(
  services: Services,
  { kind, spec, seed, name, owner, urgency, traceparent }: Submission,
  idempotency: Idempotency | null,
): Promise<Job> {
  const { config, store, hub, runner } = services
  const needed = kind.classifiers?.(spec) ?? []
  const heads = await headsOf(services, needed)
  const cost = kind.cost(spec, heads)
  refuseTooDear(kind, cost, config.mostCost)
  kind.check(spec, seed, heads)
  refuseTooLarge(kind, kind.memory(spec, heads), config.mostMemory)
  const createdAt = new Date().toISOString()
  const missing = await untrained(services, needed)
  if (missing.length > 0 && owner !== null) {
    // What is refused must not leave trainings behind.
    const more = { submissions: 1, running: 1, cost, bytes: Buffer.byteLength(JSON.stringify(spec)) }
    refuseOver(config.quotas, await store.usage(owner, createdAt), more, createdAt)
  }
  for (const entry of missing) await train(services, entry, urgency, traceparent)
  const id = randomUUIDv7()
  const { job, created } = await store.add(
    {
      id,
      type: kind.type,
      kind: kind.name,
      seed,
      spec,
      createdAt,
      owner,
      cost,
      urgency,
      traceparent,
      needs: needed.map((classifier) => classifier.name),
      makes: kind.makes === undefined ? null : { name: name ?? id },
    },
    idempotency,
    config.mostQueued,
    config.quotas,
  )
  if (created) {
    hub.publish(job.id)
    runner.wake()
  }
  return job
}

/** Submits the training of a ready-made classifier, unless another request has done so by now. */
async function train(
  services: Services,
  { name, spec, seed }: ReadyMade,
  urgency: number,
  traceparent: string,
): Promise<void> {
  try {
    await accept(
      services,
      { kind: kindFor(spec.kind, spec), spec, seed, name, owner: null, urgency, traceparent },
      null,
    )
  } catch (error) {
    if (!(error instanceof NameTaken)) throw error
  }
}

/** The job when it has ended; as it then is after so many seconds, or when the service stops, or the key is good no more. */
export async function waitForEnd(
  { store, hub, streams }: Services,
  id: string,
  seconds: number,
  principal: Principal,
): Promise<Job | undefined> {
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(), 1000 * seconds)
  const release = streams.add(
    () => over.abort(),
    () => principal,
  )
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

function refuseTooDear(kind: Kind, cost: number, cap: number): void {
  if (cost <= cap) return
  throw new Problem(422, {
    code: 'too-dear',
    detail: `the job would cost ${cost.toExponential(3)} (${kind.costFormula}); at most ${cap.toExponential(3)} is allowed`,
    cost,
    cap,
  })
}

function refuseTooLarge(kind: Kind, memory: number, cap: number): void {
  if (memory <= cap) return
  throw new Problem(422, {
    code: 'too-large',
    detail: `a worker might hold ${memory} bytes for the job (${kind.memoryFormula}); at most ${cap} are allowed`,
    memory,
    cap,
  })
}

function fingerprint(spec: SubmittedSpec): string {
  return createHash('sha256').update(JSON.stringify(spec)).digest('hex')
}
