import { randomInt, randomUUID } from 'node:crypto'
import { cpSync, mkdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { MIGRATIONS } from '../../src/jobs/sqlite-schema.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { launchServiceProcess, startServiceProcess, temporaryFolder } from '../process.ts'
import { follow } from '../restart/jobs.ts'
import { SHORT } from '../short.ts'
import { range } from '../socket-client.ts'
import { drawFrom } from './kills/draw.ts'
import { lookAt } from './kills/left-behind.ts'

const ROUNDS = SHORT ? 2 : 12
const SEED = Number(process.env.KILL_SEED ?? randomInt(2 ** 32))

/** Jobs of which each has a log of a thousand frames: enough for a migration to take a while. */
const ENDED = 50
const FRAMES = 1000

/** A store of the first format, with jobs that have ended and one that was running when its service died. */
function oldStore(): { readonly folder: string; readonly running: string } {
  const folder = join(temporaryFolder(), 'data')
  mkdirSync(folder)
  const database = new DatabaseSync(join(folder, 'antagon.sqlite'))
  database.exec(`pragma journal_mode = wal; begin; ${MIGRATIONS[0]} pragma user_version = 1`)
  const job = database.prepare(
    `insert into jobs (number, id, type, kind, status, fraction, message, attempt, seed, created_at, frames, last_seq)
       values (?, ?, 'attack', 'gradient-descent', ?, 1, '', ?, 7, '2026-01-01T00:00:00.000Z', ?, ?)`,
  )
  const spec = database.prepare('insert into specs (job, body) values (?, ?)')
  const entry = database.prepare('insert into log (job, seq, type, attempt, body) values (?, ?, ?, 1, ?)')
  for (const number of range(1, ENDED)) {
    job.run(number, randomUUID(), 'cancelled', 1, FRAMES, FRAMES + 1)
    spec.run(number, JSON.stringify(SHORT_DESCENT))
    for (const seq of range(1, FRAMES))
      entry.run(number, seq, 'frame', '{"iteration":0,"output":0,"counts":[]}')
    entry.run(number, FRAMES + 1, 'end', '{"status":"cancelled"}')
  }
  const running = randomUUID()
  job.run(ENDED + 1, running, 'running', 1, 0, 1)
  spec.run(ENDED + 1, JSON.stringify(SHORT_DESCENT))
  entry.run(ENDED + 1, 1, 'status', '{"status":"running","progress":{"fraction":0,"message":"running"}}')
  database.exec('commit')
  database.close()
  return { folder, running }
}

/** The format of a store, and how many jobs it has, as a copy says: it is left as it is. Fails when it is damaged. */
function formatOf(folder: string): { readonly version: number; readonly jobs: number } {
  const copy = temporaryFolder()
  cpSync(folder, copy, { recursive: true })
  const database = new DatabaseSync(join(copy, 'antagon.sqlite'))
  const the = (sql: string) => Object.values(database.prepare(sql).get()!)[0]
  expect(the('pragma quick_check')).toBe('ok')
  const [version, jobs] = [the('pragma user_version'), the('select count(*) from jobs')]
  database.close()
  return { version: Number(version), jobs: Number(jobs) }
}

/** Starts a service and kills it as soon as the files of its store have changed so often, or when it listens. */
async function killAtChange(folder: string, change: number): Promise<void> {
  const starting = launchServiceProcess({ ANTAGON_DATA: folder })
  const { promise: changed, resolve } = Promise.withResolvers<void>()
  let changes = 0
  const watcher = watch(folder, () => {
    if (++changes === change) resolve()
  })
  await Promise.race([changed, starting.listening])
  expect(await starting.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })
  watcher.close()
}

test('a service that is killed while it starts, and while it brings an old store up to date, damages nothing', async () => {
  console.log(`the schedule's seed: KILL_SEED=${SEED}`)
  const draw = drawFrom(SEED, 0)
  const old = oldStore()
  const versions = new Map<number, number>()
  for (let round = 0; round < ROUNDS; round++) {
    const folder = temporaryFolder()
    cpSync(old.folder, folder, { recursive: true })
    for (let kills = 1 + draw.below(3); kills > 0; kills--) {
      await killAtChange(folder, 1 + draw.below(12))
      const { version, jobs } = formatOf(folder)
      versions.set(version, 1 + (versions.get(version) ?? 0))
      expect(jobs).toBe(ENDED + 1)
    }
    const service = await startServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: '1' })
    expect(formatOf(folder)).toEqual({ version: MIGRATIONS.length, jobs: ENDED + 1 })
    const self = `/v1/jobs/${old.running}`
    const job = (await (await service.request(self)).json()) as JobResource
    const messages = await follow(service, job)
    expect(messages.at(-1)).toMatchObject({ type: 'end', status: 'succeeded' })
    await service.kill('SIGTERM')
    expect(lookAt(folder).jobs.size).toBe(ENDED + 1)
  }
  console.log(
    `killed at its start, the service left the store with format ${[...versions]
      .sort(([a], [b]) => a - b)
      .map(([version, times]) => `${version}: ${times} times`)
      .join(', ')}`,
  )
})
