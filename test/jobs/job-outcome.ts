import type { JobStore } from '../../src/jobs/store.ts'

/** All that a client sees of a job in the end, but for the attempt. */
export async function outcomeOf(store: JobStore, id: string, arrays: readonly string[] = []) {
  const log = await store.readLog(id, 0, 100_000, 1)
  const arrayOf = async (name: string) =>
    Buffer.from((await store.resultArray(id, name)) ?? []).toString('base64')
  return {
    status: (await store.get(id))?.status,
    result: await store.result(id),
    arrays: await Promise.all(arrays.map(arrayOf)),
    frames: log.filter(({ type }) => type === 'frame').map(({ body }) => body),
  }
}
