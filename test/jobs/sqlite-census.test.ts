import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newJob } from '../new-jobs.ts'
import { closeStore, openStore, root } from '../stores.ts'

test('a census tells the bytes of the file', async () => {
  const folder = join(root, 'counted')
  const store = openStore(folder)
  await store.add(newJob('a'), null, 10)
  const { fileBytes } = await store.census()
  await closeStore(store)
  // Closing puts what the write-ahead log holds into the file.
  expect(statSync(join(folder, 'antagon.sqlite')).size).toBe(fileBytes)
})
