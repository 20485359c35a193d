import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JobStore } from '../../src/jobs/store.ts'
import { describeStores } from './back-ends.ts'
import { NOW, steps, take } from './random-steps.ts'

/** The bytes of all that can be read of an owner's jobs. */
async function bytesOf(store: JobStore, owner: string): Promise<number> {
  const { jobs } = await store.list({ owner }, 1000, null)
  let bytes = 0
  for (const { id, spec } of jobs) {
    const log = await store.readLog(id, 0, 100_000, 1)
    const texts = [JSON.stringify(spec), ...log.map(({ body }) => body), (await store.result(id)) ?? '']
    bytes += texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
    bytes += (await store.resultArray(id, 'values'))?.byteLength ?? 0
  }
  return bytes
}

describeStores('the bytes of an owner', (backEnd) => {
  test('are those that its jobs are read as, whatever was done to them', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const store = await backEnd.open()
        for (const [i, step] of all.entries()) await take(store, step, i)
        for (const owner of ['ann', 'bob'])
          expect((await store.usage(owner, NOW)).bytes).toBe(await bytesOf(store, owner))
      }),
      { numRuns: 10 },
    )
  })
})
