import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { Ending } from '../../src/jobs/store.ts'
import { closeStore, openStore, root } from '../stores.ts'
import { bodiesIn, runJob, save } from './job-parts.ts'
import { NOW } from './stored-jobs.ts'

describe('the rows of parts', () => {
  test.each<Ending>([
    { status: 'succeeded', message: 'done', result: '{}', arrays: {} },
    { status: 'failed', error: { code: 'worker-failed', detail: 'it died' } },
    { status: 'cancelled' },
  ])('go when the job ends: %j', async (ending) => {
    const folder = join(root, `ended-${ending.status}`)
    const store = openStore(folder)
    await runJob(store)
    for (const part of [0, 1, 3]) await save(store, part)
    await store.finish('a', 1, ending, NOW)
    await closeStore(store)
    expect(countOf(folder, 'parts')).toBe(0)
  })

  test('go when the job is cancelled while it waits to go on', async () => {
    const folder = join(root, 'cancelled')
    const store = openStore(folder)
    await runJob(store)
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
