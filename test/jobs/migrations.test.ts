import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { digestOf } from '../../src/jobs/classifier.ts'
import { DEFAULT_URGENCY } from '../../src/jobs/job.ts'
import { FILE } from '../../src/jobs/open-database.ts'
import { MIGRATIONS, migrate, versionOf } from '../../src/jobs/sqlite-schema.ts'
import { type EmbeddedStore, StoreUnusable } from '../../src/jobs/store.ts'
import { newJob } from '../new-jobs.ts'
import { temporaryFolder } from '../process.ts'
import { closeStore, openStore } from '../stores.ts'
import { dataOf, oldAnswers, placeOldStore, VERSIONS } from './stores/stores.ts'

/** The files of a folder with their bytes. */
const contents = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]))

/** The old store of a version, opened by this one. */
function openOldStore(version: number): EmbeddedStore {
  const folder = temporaryFolder()
  placeOldStore(version, folder)
  return openStore(folder)
}

// That a service goes on with what had not ended: test/faults/migrations.test.ts.
describe.each(VERSIONS)('the store of version %i', (version) => {
  test('has its jobs, their logs and their results as they were', async () => {
    const store = openOldStore(version)
    const { answers, array } = oldAnswers(version)
    for (const { job, result, events } of Object.values(answers)) {
      const { id, status, attempt, seed, spec, createdAt, startedAt, finishedAt } = job
      const error = job.error && { code: job.error.code, detail: job.error.detail }
      expect(await store.get(id)).toMatchObject({
        ...{ id, status, attempt, seed, spec, createdAt, startedAt, finishedAt, error },
        urgency: version < 6 ? DEFAULT_URGENCY : job.urgency,
        // What had not ended went on after it was asked for; then the service was killed.
        ...(events !== undefined && { progress: job.progress }),
      })
      if (events !== undefined) {
        const log = await store.readLog(job.id, 0, 1000, 1)
        const asSent = log.map(({ seq, type, attempt, body }) => {
          const content = JSON.parse(body) as object
          const sent = type === 'frame' ? { attempt, data: content } : content
          return { type, job: job.id, seq, ...sent }
        })
        expect(asSent).toEqual(dataOf(events))
      }
      const stored = await store.result(job.id)
      expect(stored === undefined ? null : JSON.parse(stored)).toEqual(result ?? null)
    }
    const values = await store.resultArray(answers.finished!.job.id, 'bindingTimes')
    expect(Buffer.from(values!).toString('base64')).toBe(array)
  })

  test('hands out what had not ended, with where it can go on', async () => {
    const store = openOldStore(version)
    const { answers } = oldAnswers(version)
    await store.releaseAll()
    const middle = await store.claim('2026-12-01T00:00:00.000Z')
    expect(middle!.job).toMatchObject({
      id: answers.middle!.job.id,
      attempt: answers.middle!.job.attempt + 1,
    })
    expect(middle!.checkpoint).not.toBeNull()
    expect(middle!.frames).toBeGreaterThan(0)
    const queued = await store.claim('2026-12-01T00:00:00.000Z')
    expect(queued!.job).toMatchObject({ id: answers.queued!.job.id, attempt: 1 })
    expect(await store.claim('2026-12-01T00:00:00.000Z')).toBeUndefined()
  })
})

test('what waited in a store without turns is given them owner by owner, and new jobs join in', async () => {
  const folder = temporaryFolder()
  placeOldStore(5, folder)
  const database = new DatabaseSync(join(folder, FILE))
  database.exec(`
    update jobs set status = 'failed' where status in ('running', 'queued');
    with recursive copy (n) as (select 1 union all select n + 1 from copy where n < 6)
      insert into jobs (id, type, kind, status, fraction, message, attempt, seed, created_at, frames, last_seq, owner)
      select 'old ' || n, 'attack', 'fgsm', 'queued', 0, '', 0, 1, '', 0, 0, iif(n > 4, null, iif(n > 3, 'bob', 'ann'))
      from copy;
    insert into specs (job, body) select number, '{}' from jobs where id like 'old %'`)
  database.close()
  const store = openStore(folder)
  await store.add(newJob('new', { owner: 'bob' }), null, 100)
  const ids: string[] = []
  for (;;) {
    const claimed = await store.claim('2026-12-01T00:00:00.000Z')
    if (claimed === undefined) break
    expect(claimed.job.urgency).toBe(DEFAULT_URGENCY)
    ids.push(claimed.job.id)
  }
  expect(ids).toEqual(['old 1', 'old 4', 'old 5', 'old 2', 'old 6', 'new', 'old 3'])
})

test.each([3, 4, 5, 6])('the classifiers in the store of version %i are as they were', async (version) => {
  const store = openOldStore(version)
  const { classifiers } = oldAnswers(version).classifiers!
  const ready = classifiers.filter(({ status }) => status === 'ready')
  expect(ready).toHaveLength(1)
  expect((await store.listClassifiers()).map(({ name }) => name)).toEqual(ready.map(({ name }) => name))
  for (const { name, labels, layers, createdAt, digest, provenance, metrics } of ready) {
    const record = await store.classifier(name)
    expect(record).toMatchObject({ name, labels, layers, createdAt, digest, provenance, metrics })
    expect(digestOf(record!, (await store.classifierWeights(name))!)).toBe(digest)
  }
})

test.each([
  [4, null],
  [5, 'ann'],
  [6, 'ann'],
])(
  'in the store of version %i the bytes of each job and owner are those of its tables',
  async (version, owner) => {
    const folder = temporaryFolder()
    placeOldStore(version, folder)
    const store = openStore(folder)
    const { bytes: counted } = await store.usage('ann', '2026-12-01T00:00:00.000Z')
    const { jobs } = await store.list({}, 100, null)
    expect(jobs.map((job) => job.owner)).toEqual(Object.keys(oldAnswers(version).answers).map(() => owner))
    await closeStore(store)
    const database = new DatabaseSync(join(folder, FILE))
    const bytesOf = (column: string, table: string) =>
      Number(Object.values(database.prepare(`select sum(octet_length(${column})) from ${table}`).get()!)[0])
    const ofJobs =
      bytesOf('body', 'specs') +
      bytesOf('body', 'log') +
      bytesOf('body', 'results') +
      bytesOf('bytes', 'arrays')
    expect(database.prepare('select sum(stored_bytes) as bytes from jobs').get()).toEqual({ bytes: ofJobs })
    expect(counted).toBe(owner === null ? 0 : ofJobs + bytesOf('weights', 'classifiers'))
    database.close()
  },
)

test('the store of a later version is refused, and not a byte of it changes', () => {
  const folder = temporaryFolder()
  placeOldStore(5, folder)
  const database = new DatabaseSync(join(folder, FILE))
  database.exec(`pragma user_version = ${MIGRATIONS.length + 1}`)
  database.close()
  const before = contents(folder)
  expect(() => openStore(folder)).toThrow(StoreUnusable)
  expect(() => openStore(folder)).toThrow(`format ${MIGRATIONS.length + 1}`)
  expect(contents(folder)).toEqual(before)
})

test('a migration that fails leaves the version before it whole', () => {
  const folder = temporaryFolder()
  placeOldStore(2, folder)
  const database = new DatabaseSync(join(folder, FILE))
  const dump = () => database.prepare('select sql from sqlite_schema order by name').all()
  const before = dump()
  expect(() => migrate(database, [...MIGRATIONS, 'create table more (a); select * from nothing'])).toThrow()
  expect(versionOf(database)).toBe(2)
  expect(dump()).toEqual(before)
  database.close()
})
