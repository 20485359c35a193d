import { existsSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { FILE } from '../../src/jobs/open-database.ts'
import { slowAntagonismSpec } from '../antagonism.ts'
import { descentSpec, SHORT_DESCENT } from '../descents.ts'
import { type ServiceProcess, startServiceProcess, temporaryFolder } from '../process.ts'
import { follow, outcomeOf, submit } from '../restart/jobs.ts'
import { SHORT } from '../short.ts'
import { range, seqsCovered } from '../socket-client.ts'
import { lookAt } from './kills/left-behind.ts'
import { largeStore, restoring, unfinishedIn } from './restore-command.ts'

const KILLS = SHORT ? 2 : 10

/** Tens of seconds of one worker, so that the first checkpoint, after five, falls into it. */
const LONG = descentSpec(30_000, { maxIterations: SHORT ? 400_000 : 600_000, binWidth: 0.01 })
const SPLIT = slowAntagonismSpec({ bindingTimes: 300, quantities: SHORT ? 300 : 1000 })

/** A backup as a store in a folder of its own. */
async function takeBackup(service: ServiceProcess): Promise<string> {
  const answer = await service.request('/v1/backup')
  expect(answer.status).toBe(200)
  const folder = temporaryFolder()
  writeFileSync(join(folder, FILE), Buffer.from(await answer.arrayBuffer()))
  return folder
}

/** Submits short jobs, one after the other, until it is told to end. */
function keepSubmitting(service: ServiceProcess): () => Promise<void> {
  let going = true
  const submitting = (async () => {
    for (let seed = 1; going; seed++) {
      await follow(
        service,
        await submit(service, { ...SHORT_DESCENT, seed }, { 'idempotency-key': `k${seed}` }),
      )
    }
  })()
  return () => {
    going = false
    return submitting
  }
}

/** What a job came to, with one end, and a stream that has each `seq` once. */
async function endOf(service: ServiceProcess, id: string) {
  const job = (await (await service.request(`/v1/jobs/${id}`)).json()) as JobResource
  const messages = await follow(service, job)
  expect(seqsCovered(messages)).toEqual(range(1, messages.length))
  expect(messages.filter(({ type }) => type === 'end')).toMatchObject([{ status: 'succeeded' }])
  const { attempt: _, ...outcome } = await outcomeOf(service, job)
  return outcome
}

test('every job in a backup that is taken under load ends after a restoration with the result that it has at home', async () => {
  const source = await startServiceProcess({ ANTAGON_WORKERS: '3' })
  const long = await submit(source, LONG)
  await submit(source, SPLIT)
  const end = keepSubmitting(source)
  let copy = await takeBackup(source)
  while (lookAt(copy).checkpoints === 0) {
    expect(lookAt(copy).jobs.get(long.id)!.status).not.toBe('succeeded')
    copy = await takeBackup(source)
  }
  await end()
  const { jobs, keys } = lookAt(copy)
  expect(Array.from(jobs.values(), ({ status }) => status)).toContain('running')

  const folder = join(temporaryFolder(), 'data')
  const { code, stdout } = await restoring(folder, join(copy, FILE)).ended
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: `Restored ${join(copy, FILE)} to ${folder}: ${jobs.size} jobs.\n`,
  })
  const restored = await startServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: '3' })
  for (const id of jobs.keys()) {
    const [there, here] = await Promise.all([endOf(restored, id), endOf(source, id)])
    expect(there).toEqual(here)
  }
  for (const key of keys) {
    const again = { ...SHORT_DESCENT, seed: Number(key.slice(1)) }
    expect(jobs.has((await submit(restored, again, { 'idempotency-key': key })).id)).toBe(true)
  }
  console.log(`a backup under load had ${jobs.size} jobs`)
  await restored.kill('SIGTERM')
  expect(lookAt(folder).jobs.size).toBe(jobs.size)
}, 300_000)

test('a service that is killed while it makes a backup loses nothing, and the next one clears up', async () => {
  const folder = await largeStore('kept', 12)
  let left = 0
  for (let kills = 0; kills < KILLS || left === 0; kills++) {
    const service = await startServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: '1' })
    expect(unfinishedIn(folder)).toEqual([])
    const { promise: begun, resolve } = Promise.withResolvers<void>()
    let changes = 0
    const watcher = watch(folder, (_, name) => {
      if (name?.startsWith('antagon.backup') && ++changes > kills * 5) resolve()
    })
    const asking = service.request('/v1/backup').then((answer) => answer.arrayBuffer())
    await Promise.race([begun, asking])
    await service.kill('SIGKILL')
    watcher.close()
    await asking.catch(() => undefined)
    if (existsSync(join(folder, 'antagon.backup'))) left++
    expect(lookAt(folder).jobs.size).toBe(12)
  }
  console.log(`killed while it made a backup, the service left a part of a copy ${left} times`)
  const last = await startServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: '1' })
  expect(unfinishedIn(folder)).toEqual([])
  expect(lookAt(await takeBackup(last)).jobs.size).toBe(12)
})
