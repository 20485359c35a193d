import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFinal } from '../../src/jobs/job.ts'
import type { EmbeddedStore } from '../../src/jobs/store.ts'
import { newJob } from '../new-jobs.ts'
import { closeStore, openStore, root } from '../stores.ts'

const NOW = '2026-01-01T00:00:00.000Z'
const PROGRESS = { fraction: 0.5, message: 'half' }
const OPERATIONS = [
  'add',
  'claim',
  'frames',
  'release',
  'succeed',
  'fail',
  'cancel',
  'remove',
  'expire',
  'tidy',
] as const

/** What one step does, and to which of the jobs that it can be done to. */
const steps = fc.array(
  fc.record({
    operation: fc.constantFrom(...OPERATIONS),
    which: fc.nat(20),
    text: fc.string({ maxLength: 30, unit: 'binary' }),
  }),
  { minLength: 20, maxLength: 60 },
)

async function take(
  store: EmbeddedStore,
  { operation, which, text }: { operation: (typeof OPERATIONS)[number]; which: number; text: string },
  count: number,
) {
  const { jobs } = await store.list({}, 100, null)
  const pick = (fits: (status: (typeof jobs)[number]['status']) => boolean) => {
    const fitting = jobs.filter(({ status }) => fits(status))
    return fitting[which % Math.max(1, fitting.length)]
  }
  const running = pick((status) => status === 'running')
  const arrays = { values: new Float64Array(which) }
  if (operation === 'add') {
    const owner = [null, 'ann', 'bob'][which % 3]!
    await store.add(newJob(`j${count}`, { spec: { text }, createdAt: NOW, owner }), null, 100)
  } else if (operation === 'claim') await store.claim(NOW)
  else if (operation === 'cancel') {
    const queued = pick((status) => status === 'queued')
    if (queued) await store.cancelQueued(queued.id, NOW)
  } else if (operation === 'remove') {
    const over = pick(isFinal)
    if (over) await store.remove(over.id)
  } else if (operation === 'expire')
    await store.expire({ endedSince: null, mostJobs: which % 4, mostBytes: null }, 2)
  else if (operation === 'tidy') await store.tidy()
  else if (running === undefined) return
  else if (operation === 'frames') {
    const bodies = Array.from({ length: which }, () => JSON.stringify(text))
    await store.appendFrames(running.id, running.attempt, bodies, PROGRESS)
  } else if (operation === 'release') await store.release(running.id, 1)
  else if (operation === 'succeed') {
    const result = JSON.stringify({ text })
    await store.finish(running.id, 1, { status: 'succeeded', message: text, result, arrays }, NOW)
  } else await store.finish(running.id, 1, { status: 'failed', error: { code: 'c', detail: text } }, NOW)
}

/** Of each job that is not removed: the bytes that its row says, and those in the tables. */
const BYTES = `select owner, stored_bytes as said,
    (select coalesce(sum(octet_length(body)), 0) from specs where job = number)
    + (select coalesce(sum(octet_length(body)), 0) from log where job = number)
    + (select coalesce(sum(octet_length(body)), 0) from results where job = number)
    + (select coalesce(sum(octet_length(bytes)), 0) from arrays where arrays.job = number) as kept
  from jobs where status <> 'removed'`

test('the bytes of each job and of each owner are those in the tables, whatever was done to them', async () => {
  let runs = 0
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const folder = join(root, `bytes-${runs++}`)
      const store = openStore(folder)
      for (const [i, step] of all.entries()) await take(store, step, i)
      const used = { ann: await store.usage('ann', NOW), bob: await store.usage('bob', NOW) }
      await closeStore(store)
      const database = new DatabaseSync(join(folder, 'antagon.sqlite'))
      const rows = database.prepare(BYTES).all() as { owner: string | null; said: number; kept: number }[]
      database.close()
      for (const { said, kept } of rows) expect(said).toBe(kept)
      for (const owner of ['ann', 'bob'] as const) {
        const own = rows.filter((row) => row.owner === owner)
        expect(used[owner].bytes).toBe(own.reduce((sum, { kept }) => sum + kept, 0))
      }
    }),
    { numRuns: 15 },
  )
})
