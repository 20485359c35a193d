import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { EmbeddedStore, Ending } from '../../src/jobs/store.ts'
import { ANYONES } from '../new-jobs.ts'
import { closeStore, openStore, root } from '../stores.ts'

const NOW = '2026-01-02T03:04:05.678Z'

/** A store with a job “a” that runs for the first time. */
async function storeWithJob(folder?: string): Promise<EmbeddedStore> {
  const store = openStore(folder)
  const job = {
    id: 'a',
    type: 'simulation',
    kind: 'antagonism',
    seed: 7,
    spec: {},
    createdAt: NOW,
    ...ANYONES,
  } as const
  await store.add({ ...job, needs: [], makes: null }, null, 10)
  await store.claim(NOW)
  return store
}

function save(store: EmbeddedStore, part: number, attempt = 1): Promise<void> {
  const value = Uint8Array.of(part, 255, 0)
  return store.savePart('a', attempt, { part, total: 4, value, frame: `{"part":${part}}` }, `part ${part}`)
}

const framesIn = async (store: EmbeddedStore) =>
  (await store.readLog('a', 0, 1000, 1)).filter(({ type }) => type === 'frame')
const bodiesIn = async (store: EmbeddedStore) => (await framesIn(store)).map(({ body }) => body)

describe('the parts of a job', () => {
  test('have their frames logged in their order, whatever the order they are done in', async () => {
    const store = await storeWithJob()
    const logged: number[] = []
    for (const part of [2, 0, 4, 1, 3]) {
      await save(store, part)
      logged.push((await framesIn(store)).length)
    }
    expect(logged).toEqual([0, 1, 1, 3, 5])
    expect(await bodiesIn(store)).toEqual([0, 1, 2, 3, 4].map((part) => `{"part":${part}}`))
    const log = await store.readLog('a', 0, 1000, 1)
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1))
  })

  test('say how far the job has come, also while their frames wait', async () => {
    const store = await storeWithJob()
    await save(store, 3)
    expect(await store.get('a')).toMatchObject({ progress: { fraction: 0.5, message: 'part 3' } })
  })

  test('are there when the store is opened again, and told to whoever takes the job up', async () => {
    const folder = join(root, 'kept')
    const store = await storeWithJob(folder)
    for (const part of [0, 3, 1]) await save(store, part)
    await closeStore(store)
    const again = openStore(folder)
    await again.releaseAll()
    expect(await again.claim(NOW)).toMatchObject({ parts: [0, 1, 3], frames: 2, job: { attempt: 2 } })
    expect([...(await again.partValue('a', 3))]).toEqual([3, 255, 0])
    await save(again, 2, 2)
    expect(await bodiesIn(again)).toEqual([0, 1, 2, 3].map((part) => `{"part":${part}}`))
    // A frame that waited is of the attempt in which it is told.
    expect((await framesIn(again)).map(({ attempt }) => attempt)).toEqual([1, 1, 2, 2])
  })

  test('are stored once', async () => {
    const store = await storeWithJob()
    await save(store, 0)
    await expect(save(store, 0)).rejects.toThrow()
    expect(await bodiesIn(store)).toEqual(['{"part":0}'])
    await expect(store.partValue('a', 1)).rejects.toThrow('part 1 of job a is not done')
    await expect(store.partValue('b', 0)).rejects.toThrow('part 0 of job b is not done')
  })

  test.each<Ending>([
    { status: 'succeeded', message: 'done', result: '{}', arrays: {} },
    { status: 'failed', error: { code: 'worker-failed', detail: 'it died' } },
    { status: 'cancelled' },
  ])('are removed when it ends, its frames are not: %j', async (ending) => {
    const folder = join(root, `ended-${ending.status}`)
    const store = await storeWithJob(folder)
    for (const part of [0, 1, 3]) await save(store, part)
    await store.finish('a', 1, ending, NOW)
    expect(await bodiesIn(store)).toHaveLength(2)
    await closeStore(store)
    expect(countOf(folder, 'parts')).toBe(0)
  })

  test('are removed when it is cancelled while it waits to go on', async () => {
    const folder = join(root, 'cancelled')
    const store = await storeWithJob(folder)
    await save(store, 0)
    await store.release('a', 1)
    expect(await store.cancelQueued('a', NOW)).toBe(true)
    await closeStore(store)
    expect(countOf(folder, 'parts')).toBe(0)
  })
})

describe('a store of the first version', () => {
  test('is brought up to this one with its jobs as they were', async () => {
    const folder = join(root, 'first')
    mkdirSync(folder)
    const old = new DatabaseSync(join(folder, 'antagon.sqlite'))
    old.exec(FIRST_VERSION)
    old.close()
    const store = openStore(folder)
    expect(await store.get('a')).toMatchObject({ kind: 'fgsm', status: 'running', spec: { note: 'π' } })
    expect(await bodiesIn(store)).toEqual(['{"k":0}'])
    await store.releaseAll()
    expect(await store.claim(NOW)).toMatchObject({ frames: 1, parts: [], job: { attempt: 2 } })
    await save(store, 1, 2)
    await closeStore(store)
    expect(countOf(folder, 'parts')).toBe(1)
    // Opened again it is not migrated again.
    expect(await openStore(folder).get('a')).toMatchObject({ attempt: 2 })
  })
})

function countOf(folder: string, table: string): number {
  const database = new DatabaseSync(join(folder, 'antagon.sqlite'))
  const { count } = database.prepare(`select count(*) as count from ${table}`).get() as { count: number }
  database.close()
  return count
}

/** The tables as version 1 made them, with a job in the middle of its first attempt. */
const FIRST_VERSION = `
  create table jobs (
    number integer primary key autoincrement, id text not null unique, type text not null, kind text not null,
    status text not null, fraction real not null, message text not null, attempt integer not null,
    seed integer not null, created_at text not null, started_at text, finished_at text, error text,
    frames integer not null, last_seq integer not null, idempotency_key text unique, fingerprint text
  ) strict;
  create index jobs_by_status on jobs (status, number);
  create table specs (job integer primary key references jobs (number) on delete cascade, body text not null) strict;
  create table checkpoints (
    job integer primary key references jobs (number) on delete cascade, bytes blob not null
  ) strict;
  create table log (
    job integer not null references jobs (number) on delete cascade, seq integer not null, type text not null,
    attempt integer not null, body text not null, primary key (job, seq)
  ) strict, without rowid;
  create table results (job integer primary key references jobs (number) on delete cascade, body text not null) strict;
  create table arrays (
    job integer not null references jobs (number) on delete cascade, name text not null, bytes blob not null,
    primary key (job, name)
  ) strict;
  insert into jobs values
    (1, 'a', 'attack', 'fgsm', 'running', 0.5, 'half', 1, 7, '${NOW}', '${NOW}', null, null, 1, 3, null, null);
  insert into specs values (1, '{"note":"π"}');
  insert into log values (1, 1, 'status', 0, '{}'), (1, 2, 'status', 1, '{}'), (1, 3, 'frame', 1, '{"k":0}');
  pragma user_version = 1;
`
