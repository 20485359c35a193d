import { expect, test } from 'vitest'
import { newJob } from '../new-jobs.ts'
import { describeStores, takeUp } from './back-ends.ts'

describeStores('a census', (backEnd) => {
  test('counts jobs by kind and state, and the bytes that they take', async () => {
    const store = await backEnd.open()
    for (const [id, kind] of [
      ['a', 'fgsm'],
      ['b', 'fgsm'],
      ['c', 'walk'],
    ] as const)
      await store.add(newJob(id, { kind }), null, 10)
    await takeUp(store, '2026-01-02T03:04:06.678Z')
    const { fileBytes, jobs } = await store.census()
    expect(jobs).toEqual([
      { kind: 'fgsm', status: 'queued', jobs: 1 },
      { kind: 'fgsm', status: 'running', jobs: 1 },
      { kind: 'walk', status: 'queued', jobs: 1 },
    ])
    expect(fileBytes).toBeGreaterThan(0)
  })
})
