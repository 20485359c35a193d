import { randomInt } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { FILE } from '../../src/jobs/open-database.ts'
import { MIGRATIONS } from '../../src/jobs/sqlite-schema.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { newJob } from '../new-jobs.ts'
import { startServiceProcess, temporaryFolder } from '../process.ts'
import { follow, submit } from '../restart/jobs.ts'
import { SHORT } from '../short.ts'
import { openStore } from '../stores.ts'
import { drawFrom } from './kills/draw.ts'
import { lookAt } from './kills/left-behind.ts'
import { largeStore, restoring, unfinishedIn } from './restore-command.ts'

const KILLS = SHORT ? 5 : 20
const SEED = Number(process.env.KILL_SEED ?? randomInt(2 ** 32))

const idsIn = (folder: string) => [...lookAt(folder).jobs.keys()].sort()

/** The store of a service that was killed: its last job is in its write-ahead log alone. */
async function killedStore(): Promise<string> {
  const folder = await largeStore('old', 3)
  const store = openStore(folder)
  await store.add(newJob('old-3'), null, 1000)
  const copy = join(temporaryFolder(), 'data')
  cpSync(folder, copy, { recursive: true })
  return copy
}

test('a restoration that is killed leaves the store that was there or the new one, whole, and can be made again', async () => {
  console.log(`the schedule's seed: KILL_SEED=${SEED}`)
  const draw = drawFrom(SEED, 0)
  const backup = await largeStore('new', 5)
  const fresh = idsIn(backup)
  const args = [join(backup, FILE), '--replace']
  const was = await killedStore()
  const former = idsIn(was)
  // How long it takes, and how often it changes the folder.
  const tried = join(temporaryFolder(), 'data')
  cpSync(was, tried, { recursive: true })
  let changes = 0
  const counter = watch(tried, () => changes++)
  const begun = performance.now()
  expect((await restoring(tried, ...args).ended).code).toBe(0)
  const took = performance.now() - begun
  counter.close()
  const found = { old: 0, new: 0 }
  for (let kill = 0; kill < KILLS; kill++) {
    const folder = join(temporaryFolder(), 'data')
    cpSync(was, folder, { recursive: true })
    const { promise: due, resolve } = Promise.withResolvers<void>()
    let left = 1 + draw.below(changes)
    const watcher = watch(folder, () => {
      if (--left === 0) resolve()
    })
    const { child, ended } = restoring(folder, ...args)
    // By the changes, which are close together, and by the time.
    await Promise.race([kill % 2 === 0 ? due : pause(draw.below(Math.ceil(took))), ended])
    child.kill('SIGKILL')
    await ended
    watcher.close()
    const ids = idsIn(folder)
    found[ids[0] === fresh[0] ? 'new' : 'old']++
    expect([former, fresh]).toContainEqual(ids)
    expect((await restoring(folder, ...args).ended).code).toBe(0)
    expect(idsIn(folder)).toEqual(fresh)
    expect(unfinishedIn(folder)).toEqual([])
  }
  console.log(`killed, it left the old store ${found.old} times and the new one ${found.new} times`)
}, 300_000)

describe('the command', () => {
  test.each<[string, RegExp, (file: string, folder: string) => readonly string[]]>([
    ['no file', /^usage: /, () => []],
    ['two files', /^usage: /, (file) => [file, file]],
    ['an unknown option', /--force.*usage: /, (file) => [file, '--force']],
    ['a file that is not there', /ENOENT/, (file) => [`${file}.none`, '--replace']],
    ['the store itself', /the store itself/, (_, folder) => [join(folder, FILE), '--replace']],
    ['a store without leave to replace it', /with --replace it is put aside/, (file) => [file]],
    [
      'a file that is no database',
      /no store/,
      (file) => {
        writeFileSync(file, 'Dear diary, '.repeat(1000))
        return [file, '--replace']
      },
    ],
    [
      'a damaged file',
      /damaged/,
      (file) => {
        writeFileSync(file, readFileSync(file).fill(7, 4096 * 4, 4096 * 8))
        return [file, '--replace']
      },
    ],
    [
      'a file that is cut off',
      /damaged/,
      (file) => {
        writeFileSync(file, readFileSync(file).subarray(0, 4096 * 5))
        return [file, '--replace']
      },
    ],
    [
      'a file of a later version',
      /knows formats up to/,
      (file) => {
        const database = new DatabaseSync(file)
        database.exec(`pragma user_version = ${MIGRATIONS.length + 1}`)
        database.close()
        return [file, '--replace']
      },
    ],
  ])('refuses %s with code 2 and one line, and changes nothing', async (_, reason, make) => {
    const folder = await largeStore('old', 1)
    const file = join(temporaryFolder(), 'backup.sqlite')
    cpSync(join(await largeStore('new', 1), FILE), file)
    const args = make(file, folder)
    const contents = () =>
      readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'base64')])
    const before = contents()
    const { code, stdout, stderr } = await restoring(folder, ...args).ended
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(reason)
    expect(stderr).toMatch(/^[^\n]+\n$/)
    expect(contents()).toEqual(before)
  })

  test('refuses to replace the store of a service that runs, which goes on', async () => {
    const folder = await largeStore('old', 1)
    const backup = join(await largeStore('new', 1), FILE)
    const service = await startServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: '1' })
    const names = readdirSync(folder)
    const { code, stderr } = await restoring(folder, backup, '--replace').ended
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/^[^\n]+stop the service first\n$/),
    })
    expect(readdirSync(folder)).toEqual(names)
    expect((await service.request('/v1/jobs/old-0')).status).toBe(200)
    const job = await submit(service, SHORT_DESCENT)
    expect((await follow(service, job)).at(-1)).toMatchObject({ type: 'end', status: 'succeeded' })
    await service.kill('SIGTERM')
    expect(idsIn(folder)).toEqual([job.id, 'old-0'])
  })
})
