import { beforeAll, describe, test } from 'vitest'
import { SHORT } from '../short.ts'
import { type CalmLife, expectToSurviveAll, expectToSurviveKill, liveCalmly } from './descent-lives.ts'

/** Ends that are left out of the short form. */
const MORE_ENDS: readonly [number, NodeJS.Signals][] = [
  [25_000, 'SIGTERM'],
  [35_000, 'SIGKILL'],
]

describe('a service that is ended', () => {
  let calm: CalmLife
  beforeAll(async () => {
    calm = await liveCalmly()
  })

  const moments: [string, number][] = [
    ['in the middle', 20_000],
    ['at its first frame', 0],
    ['early', 900],
    ['near its end', 37_000],
  ]
  test.each(SHORT ? moments.slice(0, 1) : moments)(
    'by SIGKILL loses nothing of a job that is %s',
    (_, iteration) => expectToSurviveKill(iteration, calm),
  )

  test('again and again, by either signal, still comes to the same result', () =>
    expectToSurviveAll([[5000, 'SIGTERM'], [15_000, 'SIGKILL'], ...(SHORT ? [] : MORE_ENDS)], calm))
})
