import type { Job, JobStatus } from '../job.ts'
import type { JobFilter, JobPage, LogEntry, StoreCensus, UndealtJob } from '../store.ts'
import type { RedisDatabase } from './database.ts'
import { named } from './errors.ts'
import { LIST, THINNED_LOG, UNDEALT } from './lua/reading.ts'
import { priorityOf } from './priority.ts'
import { type JobRow, toJob } from './rows.ts'

/** Jobs that one script looks at, while nobody else is served. */
const AT_ONCE = 500

/** See `JobStore.list`. */
export async function listJobs(
  database: RedisDatabase,
  { owner, type, kind, status }: JobFilter,
  limit: number,
  before: number | null,
): Promise<JobPage> {
  const filter = [owner, type, kind, status].map((wanted) => wanted ?? '')
  const found: { number: number; job: Job }[] = []
  let from = before === null ? '' : String(before)
  do {
    const wanted = limit + 1 - found.length
    const reply = await database.run(LIST, [...filter, from, wanted, AT_ONCE])
    const [next, ...rows] = reply as [string, ...[string, JobRow][]]
    found.push(...rows.map(([number, row]) => ({ number: Number(number), job: toJob(row)! })))
    from = next
  } while (from !== '' && found.length <= limit)
  const page = found.slice(0, limit)
  return { jobs: page.map(({ job }) => job), next: found.length > limit ? page.at(-1)!.number : null }
}

/** At most so many jobs that can begin and have not been dealt out. */
export async function undealtJobs(database: RedisDatabase, limit: number): Promise<UndealtJob[]> {
  const rows = (await database.run(UNDEALT, [limit])) as [string, string, string, string][]
  return rows.map(([id, kind, urgency, turn]) => ({
    id,
    kind,
    priority: priorityOf(Number(urgency), Number(turn)),
  }))
}

/** See `JobStore.readLog`. */
export async function entriesAfter(
  database: RedisDatabase,
  id: string,
  after: number,
  limit: number,
  stride: number,
): Promise<LogEntry[]> {
  const entries = (
    stride === 1
      ? await named(database.client.xrange(database.key('log', id), after + 1, '+', 'COUNT', limit))
      : await database.run(THINNED_LOG, [id, after, limit, stride])
  ) as [string, string[]][]
  return entries.map(([seq, [, type, , attempt, , body]]) => ({
    seq: Number.parseInt(seq, 10),
    type: type as LogEntry['type'],
    attempt: Number(attempt),
    body: body!,
  }))
}

/** How many jobs of each kind are in each state, and the bytes of memory that Redis uses for all that it holds. */
export async function takeCensus(database: RedisDatabase): Promise<StoreCensus> {
  const counts = await named(database.client.hgetall(database.key('census')))
  const memory = await named(database.client.info('memory'))
  const jobs = Object.entries(counts).map(([field, count]) => {
    const [status, kind] = field.split(' ', 2) as [JobStatus, string]
    return { kind, status, jobs: Number(count) }
  })
  jobs.sort((a, b) => order(a.kind, b.kind) || order(a.status, b.status))
  return { fileBytes: Number(/^used_memory:(\d+)/m.exec(memory)?.[1]), jobs }
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
