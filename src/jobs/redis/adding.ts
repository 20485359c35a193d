import type { Job } from '../job.ts'
import type { Quotas } from '../quotas.ts'
import { type Idempotency, IdempotencyConflict, NameTaken, type NewJob, QueueFull } from '../store.ts'
import type { RedisDatabase } from './database.ts'
import { ADD, FIND } from './lua/adding.ts'
import { limitsOf, overQuota, periodsOf } from './refusals.ts'
import { type JobRow, toJob } from './rows.ts'

/** See `JobStore.add`. */
export async function addJob(
  database: RedisDatabase,
  job: NewJob,
  idempotency: Idempotency | null,
  mostQueued: number,
  quotas: Quotas,
): Promise<{ job: Job; created: boolean }> {
  const spec = JSON.stringify(job.spec)
  const [answer, detail] = await database.answer(ADD, [
    job.id,
    job.type,
    job.kind,
    job.seed,
    job.createdAt,
    job.owner ?? '',
    job.cost,
    job.urgency,
    job.traceparent ?? '',
    job.makes?.name ?? '',
    spec,
    idempotency === null ? '' : uniqueKey(idempotency),
    idempotency?.fingerprint ?? '',
    mostQueued,
    ...limitsOf(quotas),
    ...periodsOf(job.createdAt),
    ...job.needs,
  ])
  if (answer === 'created' || answer === 'found') {
    return { job: toJob(detail as JobRow)!, created: answer === 'created' }
  }
  if (answer === 'quota') {
    const more = { submissions: 1, running: 1, cost: job.cost, bytes: Buffer.byteLength(spec) }
    overQuota(quotas, detail, more, job.createdAt)
  }
  if (answer === 'conflict') throw new IdempotencyConflict(idempotency!.key)
  if (answer === 'full') throw new QueueFull(mostQueued)
  if (answer === 'taken') throw new NameTaken(job.makes!.name)
  throw new Error(`there is a job ${job.id} already`)
}

/** The job that was stored with this key. Throws `IdempotencyConflict`. */
export async function findJob(database: RedisDatabase, idempotency: Idempotency): Promise<Job | undefined> {
  const [answer, row] = await database.answer(FIND, [uniqueKey(idempotency), idempotency.fingerprint])
  if (answer === 'conflict') throw new IdempotencyConflict(idempotency.key)
  return answer === 'found' ? toJob(row as JobRow) : undefined
}

/** Two owners may use the same key. No name or header holds a line break. */
function uniqueKey({ owner, key }: Idempotency): string {
  return `${owner ?? ''}\n${key}`
}
