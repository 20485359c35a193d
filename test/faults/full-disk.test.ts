import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import { descentSpec, SHORT_DESCENT } from '../descents.ts'
import { ANYONES } from '../new-jobs.ts'
import { type ServiceProcess, startRefused, startServiceProcess, temporaryFolder } from '../process.ts'
import { follow, outcomeOf, submit } from '../restart/jobs.ts'
import { SHORT } from '../short.ts'
import { lookAt } from './kills/left-behind.ts'
import { MAY_MOUNT, mountDisk, type SmallDisk } from './small-disk.ts'

/** About a second of work each, with two thousand frames. */
const DESCENTS = Array.from({ length: SHORT ? 2 : 4 }, (_, i) => ({
  ...descentSpec(30_000, { maxIterations: 40_000, binWidth: 0.01 }),
  seed: i + 1,
}))

const start = ({ folder, within }: Pick<SmallDisk, 'folder' | 'within'>) =>
  startServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: '2' }, [], within)

/** Puts a store onto an empty disk that has a job with so many megabytes of log; its id. */
async function storeLarge({ seenFrom }: SmallDisk, megabytes: number): Promise<string> {
  // SQLite resolves links, and would find the folder that the disk is mounted on.
  const folder = temporaryFolder()
  const store = openSqliteStore(folder)
  const id = randomUUID()
  const now = '2026-01-01T00:00:00.000Z'
  const job = {
    id,
    type: 'attack',
    kind: 'gradient-descent',
    seed: 1,
    spec: SHORT_DESCENT,
    createdAt: now,
  } as const
  await store.add({ ...job, ...ANYONES, needs: [], makes: null }, null, 1)
  await store.claim(now)
  for (let i = 0; i < megabytes; i++) {
    const bodies = Array.from({ length: 10_000 }, () => `"${'x'.repeat(98)}"`)
    await store.appendFrames(id, 1, bodies, { fraction: 0, message: '' })
  }
  await store.finish(id, 1, { status: 'cancelled' }, now)
  await store.close()
  cpSync(folder, seenFrom, { recursive: true })
  return id
}

const post = (service: ServiceProcess, spec: object) =>
  service.request('/v1/attacks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(spec),
  })

/** Submits until one is refused, which it must be; all that were accepted. */
async function submitUntilFull(service: ServiceProcess): Promise<JobResource[]> {
  const accepted: JobResource[] = []
  for (;;) {
    const answer = await post(service, SHORT_DESCENT)
    if (answer.ok) {
      accepted.push((await answer.json()) as JobResource)
      continue
    }
    expect(answer.status).toBe(507)
    expect(answer.headers.get('retry-after')).toBe('10')
    expect(await answer.json()).toMatchObject({ code: 'storage-full' })
    return accepted
  }
}

/** Everything that only reads is answered as if nothing was. */
async function expectReads(service: ServiceProcess, jobs: readonly JobResource[], large: string) {
  expect((await service.request('/healthz')).status).toBe(200)
  expect((await service.request('/v1/jobs')).status).toBe(200)
  for (const { links } of jobs) expect((await service.request(links.self)).status).toBe(200)
  expect((await service.request(`/v1/jobs/${large}`)).status).toBe(200)
  const ready = await service.request('/readyz')
  expect(ready.status).toBe(503)
  expect(await ready.json()).toMatchObject({ code: 'storage-full' })
}

describe.runIf(MAY_MOUNT)('a disk that is full', () => {
  test('refuses, reads on, makes room by deleting, and loses nothing, though the service is killed', async () => {
    const calm = await startServiceProcess({ ANTAGON_DATA: temporaryFolder(), ANTAGON_WORKERS: '2' })
    const expected = []
    for (const spec of DESCENTS) {
      const job = await submit(calm, spec)
      await follow(calm, job)
      expected.push((await outcomeOf(calm, job)).result)
    }
    await calm.kill('SIGTERM')

    const disk = await mountDisk(64)
    const large = await storeLarge(disk, 24)
    let service = await start(disk)
    const jobs: JobResource[] = []
    for (const spec of DESCENTS) jobs.push(await submit(service, spec))
    disk.fill()
    const more = await submitUntilFull(service)
    await expectReads(service, jobs, large)

    await service.kill('SIGKILL')
    lookAt(disk.seenFrom)
    service = await start(disk)
    await expectReads(service, [...jobs, ...more], large)
    more.push(...(await submitUntilFull(service)))

    expect((await service.request(`/v1/jobs/${large}`, { method: 'DELETE' })).status).toBe(204)
    expect((await service.request(`/v1/jobs/${large}`)).status).toBe(404)
    for (const job of [...jobs, ...more]) {
      await follow(service, job)
      expect(await outcomeOf(service, job)).toMatchObject({ status: 'succeeded' })
    }
    const results = await Promise.all(jobs.map(async (job) => (await outcomeOf(service, job)).result))
    expect(results).toEqual(expected)
    await expect.poll(async () => (await service.request('/readyz')).status, { timeout: 30_000 }).toBe(200)
    expect(await service.kill('SIGTERM')).toEqual({ code: 0, signal: null })
    lookAt(disk.seenFrom)
    // Each wait for room may be of seconds.
  }, 400_000)

  test('or may not be written to: the start is refused in one line that names the folder', async () => {
    const disk = await mountDisk(16)
    await storeLarge(disk, 1)
    const remount = spawnSync(disk.within[0]!, [
      ...disk.within.slice(1),
      'mount',
      '-o',
      'remount,ro',
      disk.folder,
    ])
    expect(remount.status).toBe(0)
    const refused = await startRefused({ ANTAGON_DATA: disk.folder }, undefined, disk.within)
    expect(refused).toMatchObject({ code: 2, output: expect.stringMatching(/^antagon: [^\n]+\n$/) })
    expect(refused.output).toContain(disk.folder)
    expect(refused.output).toContain('may this user write to the folder')
    const empty = await mountDisk(16, ',ro')
    const second = await startRefused({ ANTAGON_DATA: empty.folder }, undefined, empty.within)
    expect(second).toMatchObject({ code: 2, output: expect.stringContaining(empty.folder) })
  })
})
