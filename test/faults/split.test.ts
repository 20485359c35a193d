import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { deserialize, serialize } from 'node:v8'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../process.ts'
import { follow, outcomeOf, submit } from '../restart/jobs.ts'
import { SHORT } from '../short.ts'
import {
  type CalmSplit,
  endAfter,
  expectToSurvive,
  expectToSurviveAll,
  liveCalmly,
  partsIn,
  SPEC,
  start,
} from './split-lives.ts'

/** Makes the first value of each part that is done in this folder one that no computation would give. */
function markParts(folder: string, mark: number): void {
  const database = new DatabaseSync(join(folder, 'antagon.sqlite'))
  const rows = database.prepare('select part, value from parts').all() as {
    part: number
    value: Uint8Array
  }[]
  const update = database.prepare('update parts set value = ? where part = ?')
  for (const { part, value } of rows) {
    const tile = deserialize(value) as { foldChange: Float64Array }
    tile.foldChange[0] = mark
    update.run(serialize(tile), part)
  }
  database.close()
}

describe('a split job whose service is ended', () => {
  let calm: CalmSplit
  beforeAll(async () => {
    calm = await liveCalmly()
  })

  const ends = [
    ['SIGTERM', 5],
    ['SIGKILL', 1],
    ['SIGKILL', 12],
  ] as const
  test.each(SHORT ? ends.slice(0, 1) : ends)(
    'by %s after %d tiles comes to the same result and frames',
    (signal, tiles) => expectToSurvive(signal, tiles, calm),
  )

  test('again and again still comes to the same', () =>
    expectToSurviveAll(['SIGKILL', 'SIGTERM', 'SIGKILL'], calm))

  test('does not repeat the parts that were done', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const job = await submit(first, SPEC)
    await endAfter(first, job, 8, 'SIGKILL')
    const done = await partsIn(folder)
    const mark = -12_345
    markParts(folder, mark)

    const second = await start(folder)
    await follow(second, job)
    const { array, status } = await outcomeOf(second, job)
    expect(status).toBe('succeeded')
    const field = new Float64Array(Uint8Array.from(Buffer.from(array, 'base64')).buffer)
    const marked = calm.frames.flatMap(({ from }, part) => (field[from] === mark ? [part] : []))
    expect(marked).toEqual(done)
  })
})
