import { beforeAll, describe, test } from 'vitest'
import { type CalmSplit, expectToSurvive, expectToSurviveAll, liveCalmly } from '../restart/split-lives.ts'

describe('a split job whose service is ended', () => {
  let calm: CalmSplit
  beforeAll(async () => {
    calm = await liveCalmly()
  })

  test.each([
    ['SIGKILL', 1],
    ['SIGKILL', 12],
    ['SIGTERM', 5],
  ] as const)('by %s after %d tiles comes to the same result and frames', (signal, tiles) =>
    expectToSurvive(signal, tiles, calm),
  )

  test('again and again still comes to the same', () =>
    expectToSurviveAll(['SIGKILL', 'SIGTERM', 'SIGKILL'], calm))
})
