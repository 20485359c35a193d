import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { FILE } from '../../src/jobs/open-database.ts'
import { MIGRATIONS, migrate, versionOf } from '../../src/jobs/sqlite-schema.ts'
import { StoreUnusable } from '../../src/jobs/store.ts'
import { openClient } from '../api/client.ts'
import { temporaryFolder } from '../process.ts'
import { openStore } from '../stores.ts'
import { oldAnswers, placeOldStore } from './stores/stores.ts'

/** Those whose files are kept in test/jobs/stores. */
const VERSIONS = [2, 3, 4, 5]

/** The data of a stream of server-sent events. */
const dataIn = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => JSON.parse(line.slice(5)) as object)

describe.each(VERSIONS)('the store of version %i', (version) => {
  test('is read as it was, and what had not ended goes on to its end', async () => {
    const folder = temporaryFolder()
    placeOldStore(version, folder)
    const client = await openClient({ dataFolder: folder, workers: 1 })
    const { answers, array } = oldAnswers(version)
    for (const { job, result, events } of Object.values(answers)) {
      if (events === undefined) continue
      expect((await client.send(`/v1/jobs/${job.id}`)).json()).toMatchObject(job)
      expect(dataIn((await client.send(`/v1/jobs/${job.id}/events`)).text)).toEqual(dataIn(events))
      if (result) expect((await client.send(`/v1/jobs/${job.id}/result`)).json()).toEqual(result)
    }
    const headers = { accept: 'application/octet-stream' }
    const values = await client.send(`/v1/jobs/${answers.finished!.job.id}/result`, { headers })
    expect(Buffer.from(values.bytes).toString('base64')).toBe(array)
    await client.until(answers.queued!.job.id, 'succeeded')
    const middle = await client.until(answers.middle!.job.id, 'succeeded')
    expect(middle.attempt).toBeGreaterThan(answers.middle!.job.attempt)
    const resultOf = async (id: string) => (await client.send(`/v1/jobs/${id}/result`)).json()
    const whole = await client.finish({ ...middle.spec, kind: middle.kind, seed: middle.seed })
    expect(await resultOf(middle.id)).toEqual(await resultOf(whole.id))
  })
})

test('the store of a later version is refused, and nothing past its header changes', () => {
  const folder = temporaryFolder()
  placeOldStore(5, folder)
  const file = join(folder, FILE)
  const database = new DatabaseSync(file)
  database.exec(`pragma user_version = ${MIGRATIONS.length + 1}`)
  database.close()
  const before = readFileSync(file)
  expect(() => openStore(folder)).toThrow(StoreUnusable)
  const after = readFileSync(file)
  // The header says whether there is a write-ahead log, which opening the store turns on.
  expect(after.subarray(100).equals(before.subarray(100))).toBe(true)
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
