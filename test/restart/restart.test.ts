import { beforeAll, describe, expect, test } from 'vitest'
import { SHORT_DESCENT } from '../descents.ts'
import { temporaryFolder } from '../process.ts'
import { range, seqsCovered } from '../socket-client.ts'
import {
  type CalmLife,
  DESCENT,
  endAt,
  expectOneLife,
  expectToSurviveKill,
  lastSeq,
  liveCalmly,
  start,
} from './descent-lives.ts'
import { follow, jobsIn, outcomeOf, submit } from './jobs.ts'

/** The service's patience with running jobs (s), by default. */
const PATIENCE = 8

// `npm run test:faults` ends it at more moments, and more often; this is the short form.
describe('a service that is stopped or killed', () => {
  let calm: CalmLife
  beforeAll(async () => {
    calm = await liveCalmly()
  })

  test('by SIGTERM ends well, and goes on from where it was when it is started again', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const job = await submit(first, DESCENT)
    const waiting = await submit(first, SHORT_DESCENT)
    const asked = performance.now()
    const { messages, exit, closing } = await endAt(first, job, 8000, 'SIGTERM')
    expect(exit).toEqual({ code: 0, signal: null })
    expect(performance.now() - asked).toBeLessThan(1000 * PATIENCE)
    expect(closing.code).toBe(1012)
    expect(await jobsIn(folder)).toEqual([
      { id: job.id, status: 'queued', attempt: 1, saved: true },
      { id: waiting.id, status: 'queued', attempt: 0, saved: false },
    ])

    const second = await start(folder)
    const rest = await follow(second, job, lastSeq(messages))
    expectOneLife([...messages, ...rest], calm)
    expect(rest.some((message) => message.type === 'frame' && message.attempt === 2)).toBe(true)
    expect(await outcomeOf(second, job)).toEqual({ ...calm.outcome, attempt: 2 })
    expect((await follow(second, waiting)).at(-1)).toMatchObject({ type: 'end', status: 'succeeded' })
  })

  test('by SIGKILL loses nothing of a job that is in the middle', () => expectToSurviveKill(20_000, calm))

  test('by SIGKILL right after it accepted several jobs loses none of them, and knows their keys', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const specs = range(1, 8).map((seed) => ({ ...SHORT_DESCENT, seed }))
    const key = ({ seed }: { seed: number }) => ({ 'idempotency-key': `job ${seed}` })
    const jobs = await Promise.all(specs.map((spec) => submit(first, spec, key(spec))))
    await first.kill('SIGKILL')
    expect(new Set((await jobsIn(folder)).map(({ id }) => id))).toEqual(new Set(jobs.map(({ id }) => id)))

    const second = await start(folder)
    const again = await Promise.all(specs.map((spec) => submit(second, spec, key(spec))))
    expect(again.map(({ id }) => id)).toEqual(jobs.map(({ id }) => id))
    for (const job of jobs) {
      const messages = await follow(second, job)
      expect(seqsCovered(messages)).toEqual(range(1, messages.length))
      expect(messages.filter(({ type }) => type === 'end')).toMatchObject([{ status: 'succeeded' }])
    }
  })

  // The last one: what is calm is no longer needed.
  test('by SIGKILL leaves what had ended as it was', async () => {
    const { folder, service, job, messages, outcome } = calm
    await service.kill('SIGKILL')
    const second = await start(folder)
    expect(await follow(second, job)).toEqual(messages)
    expect(await outcomeOf(second, job)).toEqual(outcome)
  })
})
