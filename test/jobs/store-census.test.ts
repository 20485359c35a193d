import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import { ANYONES } from '../new-jobs.ts'
import { temporaryFolder } from '../process.ts'

test('a census counts jobs by kind and state, and the bytes of the file', async () => {
  const folder = temporaryFolder()
  const store = openSqliteStore(folder)
  const add = (id: string, kind: string) =>
    store.add(
      {
        id,
        type: 'attack',
        kind,
        seed: 1,
        spec: { kind },
        createdAt: '2026-01-02T03:04:05.678Z',
        ...ANYONES,
        needs: [],
        makes: null,
      },
      null,
      10,
    )
  await add('a', 'fgsm')
  await add('b', 'fgsm')
  await add('c', 'walk')
  await store.claim('2026-01-02T03:04:06.678Z')
  const { fileBytes, jobs } = await store.census()
  expect(jobs).toEqual([
    { kind: 'fgsm', status: 'queued', jobs: 1 },
    { kind: 'fgsm', status: 'running', jobs: 1 },
    { kind: 'walk', status: 'queued', jobs: 1 },
  ])
  await store.close()
  // Closing puts what the write-ahead log holds into the file.
  expect(statSync(join(folder, 'antagon.sqlite')).size).toBe(fileBytes)
})
