import { beforeAll, describe, test } from 'vitest'
import {
  type CalmLife,
  expectToSurviveAll,
  expectToSurviveKill,
  liveCalmly,
} from '../restart/descent-lives.ts'

describe('a service that is ended', () => {
  let calm: CalmLife
  beforeAll(async () => {
    calm = await liveCalmly()
  })

  test.each([
    ['at its first frame', 0],
    ['early', 900],
    ['in the middle', 20_000],
    ['near its end', 37_000],
  ])('by SIGKILL loses nothing of a job that is %s', (_, iteration) => expectToSurviveKill(iteration, calm))

  test('again and again, by either signal, still comes to the same result', () =>
    expectToSurviveAll(
      [
        [2000, 'SIGTERM'],
        [5000, 'SIGKILL'],
        [15_000, 'SIGTERM'],
        [30_000, 'SIGKILL'],
      ],
      calm,
    ))
})
