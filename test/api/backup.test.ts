import { readdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { FILE } from '../../src/jobs/open-database.ts'
import { restoreStore } from '../../src/jobs/restore.ts'
import { temporaryFolder } from '../process.ts'
import { openStore } from '../stores.ts'
import { openClient } from './client.ts'
import { openKeyHolders } from './key-holders.ts'
import { longDescent, shortDescent } from './specs.ts'

/** What a service that works has in its folder. */
const STORE = ['antagon.reserve', FILE, `${FILE}-wal`]

const now = new Date('2026-01-02T03:04:05.678Z')

// That what had not ended ends after a restoration: test/faults/backup.test.ts.
test('a backup made while a job runs has all jobs, with their results, and is restored elsewhere', async () => {
  const dataFolder = temporaryFolder()
  const client = await openClient({ dataFolder, workers: 1 })
  const done = await client.finish(shortDescent(1))
  const result = (await client.send(done.links.result!)).text
  const running = (await client.submit(longDescent(2))).json<JobResource>()
  const queued = (await client.submit(shortDescent(3))).json<JobResource>()
  await client.until(running.id, 'running')
  const backup = await client.send('/v1/backup')
  expect(backup.status).toBe(200)
  expect(backup.headers.get('content-disposition')).toMatch(
    /^attachment; filename="antagon-[\dTZ-]+\.sqlite"$/,
  )
  expect(backup.headers.get('content-length')).toBe(String(backup.bytes.length))
  expect(readdirSync(dataFolder).sort()).toEqual(STORE)
  const file = join(temporaryFolder(), 'backup.sqlite')
  writeFileSync(file, backup.bytes)
  const folder = temporaryFolder()
  expect(await restoreStore(file, folder, false, now)).toEqual({ jobs: 3, former: null })
  const store = openStore(folder)
  expect(await store.result(done.id)).toBe(result)
  const { jobs } = await store.list({}, 100, null)
  expect(jobs.map(({ id, status }) => ({ id, status }))).toEqual([
    { id: queued.id, status: 'queued' },
    { id: running.id, status: 'running' },
    { id: done.id, status: 'succeeded' },
  ])
})

test('one copy is made at a time, and one whose client goes away leaves nothing', async () => {
  const dataFolder = temporaryFolder()
  const client = await openClient({ dataFolder })
  const store = client.service.app.services.embedded!
  const made = store.backup.bind(store)
  const { promise: gate, resolve: go } = Promise.withResolvers<void>()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  store.backup = async (file) => {
    begin()
    await gate
    await made(file)
  }
  const leaving = request(`${client.service.url}/v1/backup`).on('error', () => undefined)
  leaving.end()
  await begun
  const refused = await client.send('/v1/backup')
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('10')
  expect(refused.json()).toMatchObject({ code: 'backup-running' })
  const { promise: gone, resolve: leave } = Promise.withResolvers<void>()
  leaving.once('close', () => leave())
  leaving.destroy()
  await gone
  go()
  // Refused until the copy for the one that left is done with.
  let answer = await client.send('/v1/backup')
  while (answer.status === 429) answer = await client.send('/v1/backup')
  expect(answer.status).toBe(200)
  expect(readdirSync(dataFolder).sort()).toEqual(STORE)
})

test('a copy that a killed service has left is removed at the next start', async () => {
  const dataFolder = temporaryFolder()
  for (const name of ['antagon.backup', 'antagon.backup-journal'])
    writeFileSync(join(dataFolder, name), 'left')
  await openClient({ dataFolder })
  expect(readdirSync(dataFolder).sort()).toEqual(STORE)
})

test('a service that keeps nothing has no backup', async () => {
  const client = await openClient()
  await client.refusal('/v1/backup', {}, 409, 'nothing-kept')
})

test('a backup needs the scope admin, for it holds the jobs of all keys', async () => {
  const { ask } = await openKeyHolders({ ann: ['submit'], root: ['admin'] })
  expect((await ask('ann', 'GET', '/v1/backup')).status).toBe(403)
  expect((await ask(null, 'GET', '/v1/backup')).status).toBe(401)
  expect((await ask('root', 'GET', '/v1/backup')).status).toBe(409)
})
