import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { FILE } from '../../src/jobs/open-database.ts'
import { restoreStore } from '../../src/jobs/restore.ts'
import { MIGRATIONS } from '../../src/jobs/sqlite-schema.ts'
import type { NewJob } from '../../src/jobs/store.ts'
import { StoreUnusable } from '../../src/jobs/store.ts'
import { ANYONES } from '../new-jobs.ts'
import { temporaryFolder } from '../process.ts'
import { closeStore, openStore } from '../stores.ts'

const now = new Date('2026-01-02T03:04:05.678Z')

function newJob(id: string): NewJob {
  return {
    ...ANYONES,
    id,
    type: 'attack',
    kind: 'gradient-descent',
    seed: 7,
    spec: { kind: 'gradient-descent' },
    createdAt: '2026-01-01T00:00:00.000Z',
    needs: [],
    makes: null,
  }
}

/** A folder with the store of a stopped service that holds these jobs. */
async function folderWith(...ids: string[]): Promise<string> {
  const folder = temporaryFolder()
  const store = openStore(folder)
  for (const id of ids) await store.add(newJob(id), null, 1000)
  await closeStore(store)
  return folder
}

async function idsIn(folder: string): Promise<string[]> {
  const store = openStore(folder)
  const { jobs } = await store.list({}, 100, null)
  await closeStore(store)
  return jobs.map(({ id }) => id).sort()
}

/** The bytes of all files of a folder. */
const contents = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')]))

test('a store that is there is kept unless it may be replaced, and then beside the new one', async () => {
  const backup = join(await folderWith('a', 'b'), FILE)
  const folder = await folderWith('c')
  const before = contents(folder)
  await expect(restoreStore(backup, folder, false, now)).rejects.toThrow(/--replace/)
  expect(contents(folder)).toEqual(before)
  const former = join(folder, `${FILE}.20260102T030405678Z`)
  expect(await restoreStore(backup, folder, true, now)).toEqual({ jobs: 2, former })
  expect(await idsIn(folder)).toEqual(['a', 'b'])
  const elsewhere = temporaryFolder()
  expect(await restoreStore(former, elsewhere, false, now)).toEqual({ jobs: 1, former: null })
  expect(await idsIn(elsewhere)).toEqual(['c'])
})

test('a store that a service has open is not replaced', async () => {
  const backup = join(await folderWith('a'), FILE)
  const folder = temporaryFolder()
  const store = openStore(folder)
  await store.add(newJob('c'), null, 1000)
  const before = contents(folder)
  await expect(restoreStore(backup, folder, true, now)).rejects.toThrow(/stop the service first/)
  expect(contents(folder)).toEqual(before)
  await closeStore(store)
  expect(await idsIn(folder)).toEqual(['c'])
})

test('what a killed service had in its log goes with the store that is put aside, and not into the new one', async () => {
  const backup = join(await folderWith('a'), FILE)
  const living = temporaryFolder()
  const store = openStore(living)
  await store.add(newJob('c'), null, 1000)
  const folder = temporaryFolder()
  for (const name of [FILE, `${FILE}-wal`])
    writeFileSync(join(folder, name), readFileSync(join(living, name)))
  const { former } = await restoreStore(backup, folder, true, now)
  expect(await idsIn(folder)).toEqual(['a'])
  const elsewhere = temporaryFolder()
  await restoreStore(former!, elsewhere, false, now)
  expect(await idsIn(elsewhere)).toEqual(['c'])
})

test('a damaged store can be replaced', async () => {
  const backup = join(await folderWith('a'), FILE)
  const folder = temporaryFolder()
  writeFileSync(join(folder, FILE), 'x'.repeat(10_000))
  const { former } = await restoreStore(backup, folder, true, now)
  expect(await idsIn(folder)).toEqual(['a'])
  expect(readFileSync(former!, 'utf8')).toBe('x'.repeat(10_000))
})

test.each<[string, RegExp, (file: string) => void]>([
  ['is not there', /cannot be read/, () => undefined],
  ['is a folder', /no file/, (file) => mkdirSync(file)],
  ['is no database', /not a database/, (file) => writeFileSync(file, 'x'.repeat(10_000))],
  ['is empty', /no store of antagon/, (file) => writeFileSync(file, '')],
  [
    'is another program’s database',
    /no store of antagon/,
    (file) => {
      const database = new DatabaseSync(file)
      database.exec('create table things (a); pragma user_version = 1')
      database.close()
    },
  ],
])('a file that %s is refused, and nothing changes', async (_, message, make) => {
  const folder = await folderWith('c')
  const before = contents(folder)
  const file = join(temporaryFolder(), 'input')
  make(file)
  await expect(restoreStore(file, folder, true, now)).rejects.toThrow(message)
  await expect(restoreStore(file, folder, true, now)).rejects.toThrow(StoreUnusable)
  expect(contents(folder)).toEqual(before)
})

test('a file of a later version, and one that is cut short or altered inside, are refused', async () => {
  const source = await folderWith('a', 'b')
  const path = join(source, FILE)
  const folder = await folderWith('c')
  const before = contents(folder)
  const file = join(temporaryFolder(), 'input')
  const bytes = readFileSync(path)
  writeFileSync(file, bytes.subarray(0, bytes.length / 2))
  await expect(restoreStore(file, folder, true, now)).rejects.toThrow(/malformed|damaged/)
  const altered = Buffer.from(bytes)
  altered.fill(0xff, 4096 * 3, 4096 * 4)
  writeFileSync(file, altered)
  await expect(restoreStore(file, folder, true, now)).rejects.toThrow(/malformed|damaged/)
  const database = new DatabaseSync(path)
  database.exec(`pragma user_version = ${MIGRATIONS.length + 1}`)
  database.close()
  await expect(restoreStore(path, folder, true, now)).rejects.toThrow(/knows formats up to/)
  expect(contents(folder)).toEqual(before)
})
