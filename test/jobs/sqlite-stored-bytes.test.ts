import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closeStore, openStore, root } from '../stores.ts'
import { NOW, steps, take } from './random-steps.ts'

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
