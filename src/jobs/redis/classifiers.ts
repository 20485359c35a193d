import type { ClassifierRecord } from '../classifier.ts'
import type { Job } from '../job.ts'
import { NOTHING_USED, type Quotas } from '../quotas.ts'
import { NameTaken } from '../store.ts'
import type { RedisDatabase } from './database.ts'
import { named } from './errors.ts'
import { ADD_CLASSIFIER, LIST_CLASSIFIERS, TRAININGS } from './lua/classifiers.ts'
import { limitsOf, overQuota, periodsOf, valueLost } from './refusals.ts'
import { type JobRow, toJob } from './rows.ts'
import { bytesOf } from './runs.ts'
import type { Values } from './values.ts'

/** Stores a classifier that no job has made. Throws `NameTaken` and `QuotaExceeded`. */
export async function addClassifier(
  database: RedisDatabase,
  values: Values,
  record: ClassifierRecord,
  weights: Float64Array,
  quotas: Quotas,
): Promise<void> {
  const { name, owner, createdAt } = record
  const bytes = weights.byteLength
  const [answer, used] = await database.answer(ADD_CLASSIFIER, [
    name,
    JSON.stringify(record),
    owner ?? '',
    bytes,
    ...periodsOf(createdAt),
    ...limitsOf(quotas),
    ...(await values.give(bytesOf(weights))),
  ])
  if (answer === 'taken') throw new NameTaken(name)
  if (answer === 'quota') overQuota(quotas, used, { ...NOTHING_USED, bytes }, createdAt)
  if (answer === 'lost') throw valueLost()
}

export async function classifierNamed(
  database: RedisDatabase,
  name: string,
): Promise<ClassifierRecord | undefined> {
  const record = await named(database.client.hget(database.key('classifier', name), 'record'))
  return record === null ? undefined : (JSON.parse(record) as ClassifierRecord)
}

/** All of them, by name. */
export async function allClassifiers(database: RedisDatabase): Promise<ClassifierRecord[]> {
  const records = (await database.run(LIST_CLASSIFIERS)) as string[]
  return records.map((record) => JSON.parse(record) as ClassifierRecord)
}

/** The jobs that make classifiers, or only one of this name, by their names. */
export async function trainings(
  database: RedisDatabase,
  ...only: readonly string[]
): Promise<Map<string, Job>> {
  const pairs = (await database.run(TRAININGS, only)) as [string, JobRow][]
  return new Map(pairs.sort(([a], [b]) => (a < b ? -1 : 1)).map(([made, row]) => [made, toJob(row)!]))
}
