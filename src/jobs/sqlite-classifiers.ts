import type { ClassifierRecord, ClassifierShape, Provenance, TrainedClassifier } from './classifier.ts'
import { NOTHING_USED, type Quotas, refuseOver } from './quotas.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { type JobRow, toJob } from './sqlite-rows.ts'
import { usageOf } from './sqlite-usage.ts'
import { NameTaken, type NewJob } from './store.ts'

/*
 * Classifiers, and which of them jobs that have not ended need and make; `job` is a job's number. None of these is a
 * transaction of its own.
 */

/**
 * Of a job in the queue: whether no classifier that it needs is still being made. Only jobs that were added before it
 * can make one: so no two ever wait for each other.
 */
export const CAN_BEGIN = `not exists (
  select 1 from job_classifiers needed join job_classifiers made
    on made.name = needed.name and made.role = 'makes' and made.job < needed.job
    where needed.job = jobs.number and needed.role = 'needs'
      and not exists (select 1 from classifiers where classifiers.name = needed.name)
)`

/** All of a row but its weights, which may be large. */
interface ClassifierRow {
  name: string
  created_at: string
  owner: string | null
  digest: string
  labels: string
  hill: string | null
  layers: string
  provenance: string
  metrics: string | null
}

const COLUMNS = 'name, created_at, owner, digest, labels, hill, layers, provenance, metrics'

export function insertClassifier(
  database: SqliteDatabase,
  { name, createdAt, owner, digest, labels, hill, layers, provenance, metrics }: ClassifierRecord,
  weights: Float64Array,
): void {
  database.run(
    `insert into classifiers (${COLUMNS}, weights) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    name,
    createdAt,
    owner,
    digest,
    JSON.stringify(labels),
    hill && JSON.stringify(hill),
    JSON.stringify(layers),
    JSON.stringify(provenance),
    metrics && JSON.stringify(metrics),
    new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength),
  )
}

/** Stores a classifier that no job has made. Throws `NameTaken` and `QuotaExceeded`. */
export function addWithin(
  database: SqliteDatabase,
  record: ClassifierRecord,
  weights: Float64Array,
  quotas: Quotas,
): void {
  const { name, owner, createdAt } = record
  expectFree(database, name)
  if (owner !== null) {
    const used = usageOf(database, owner, createdAt)
    refuseOver(quotas, used, { ...NOTHING_USED, bytes: weights.byteLength }, createdAt)
  }
  insertClassifier(database, record, weights)
}

/** Stores what a training has made, under the name that is kept for it; a job that is none has made nothing. */
export function insertTrained(
  database: SqliteDatabase,
  row: JobRow,
  trained: TrainedClassifier | undefined,
  now: string,
): void {
  const [name] = usedBy(database, row.number, 'makes')
  if (trained === undefined && name === undefined) return
  if (trained === undefined || name === undefined) {
    throw new Error(`job ${row.id} ${name === undefined ? 'is no training' : 'made no classifier'}`)
  }
  const { weights, ...rest } = trained
  const { id, owner, seed, spec } = toJob(row)
  const provenance = { source: 'trained', job: id, seed, spec } as const
  insertClassifier(database, { ...rest, name, createdAt: now, owner, provenance }, weights)
}

export function classifierNamed(database: SqliteDatabase, name: string): ClassifierRecord | undefined {
  const row = database.get<ClassifierRow>(`select ${COLUMNS} from classifiers where name = ?`, name)
  return row && toRecord(row)
}

/** All of them, by name. */
export function allClassifiers(database: SqliteDatabase): ClassifierRecord[] {
  return database.all<ClassifierRow>(`select ${COLUMNS} from classifiers order by name`).map(toRecord)
}

export function weightsOf(database: SqliteDatabase, name: string): Float64Array | undefined {
  const row = database.get<{ weights: Uint8Array }>('select weights from classifiers where name = ?', name)
  // Where SQLite's bytes begin, a float64 may not.
  return row && new Float64Array(Uint8Array.from(row.weights).buffer)
}

export function deleteClassifier(database: SqliteDatabase, name: string): 'removed' | 'absent' | 'in-use' {
  if (usersOf(database, name, 'needs').length > 0) return 'in-use'
  const { changes } = database.prepare('delete from classifiers where name = ?').run(name)
  return changes === 0 ? 'absent' : 'removed'
}

/** Throws `NameTaken` when a classifier has this name, or will have. */
export function expectFree(database: SqliteDatabase, name: string): void {
  if (classifierNamed(database, name) !== undefined || usersOf(database, name, 'makes').length > 0)
    throw new NameTaken(name)
}

/** Notes what a job needs and makes; kept until it ends. */
export function insertUses(database: SqliteDatabase, job: number, { needs, makes }: NewJob): void {
  const insert = database.prepare('insert into job_classifiers (job, name, role) values (?, ?, ?)')
  for (const name of new Set(needs)) insert.run(job, name, 'needs')
  if (makes !== null) insert.run(job, makes.name, 'makes')
}

/** Names of the classifiers that a job needs, or makes. */
export function usedBy(database: SqliteDatabase, job: number, role: 'needs' | 'makes'): string[] {
  const rows = database.all<{ name: string }>(
    'select name from job_classifiers where job = ? and role = ? order by name',
    job,
    role,
  )
  return rows.map(({ name }) => name)
}

/** Ids of the jobs that need a classifier, or make it. */
export function usersOf(database: SqliteDatabase, name: string, role: 'needs' | 'makes'): string[] {
  const rows = database.all<{ id: string }>(
    'select id from job_classifiers join jobs on jobs.number = job where name = ? and role = ? order by job',
    name,
    role,
  )
  return rows.map(({ id }) => id)
}

/** Names of the classifiers that are being made, with the id of the job that makes each. */
export function beingMade(database: SqliteDatabase): { name: string; id: string }[] {
  return database.all(
    "select name, id from job_classifiers join jobs on jobs.number = job where role = 'makes' order by name",
  )
}

export function deleteUses(database: SqliteDatabase, job: number): void {
  database.run('delete from job_classifiers where job = ?', job)
}

function toRecord(row: ClassifierRow): ClassifierRecord {
  const { labels, hill, layers } = row
  return {
    name: row.name,
    labels: JSON.parse(labels) as ClassifierShape['labels'],
    hill: hill === null ? null : (JSON.parse(hill) as ClassifierShape['hill']),
    layers: JSON.parse(layers) as ClassifierShape['layers'],
    createdAt: row.created_at,
    owner: row.owner,
    digest: row.digest,
    provenance: JSON.parse(row.provenance) as Provenance,
    metrics: row.metrics === null ? null : (JSON.parse(row.metrics) as object),
  }
}
