import { describe, expect, test } from 'vitest'
import { descentSpec, SHORT_DESCENT } from '../descents.ts'
import { startServiceProcess, temporaryFolder } from '../process.ts'
import { iterationsOf, openSocket, range, type StreamMessage, seqsCovered } from '../socket-client.ts'
import { follow, jobsIn, submit } from './jobs.ts'

/** A part of a second of work, with some thousand frames. */
const LAST_ITERATION = 20_000
const DESCENT = descentSpec(30_000, { maxIterations: LAST_ITERATION, binWidth: 0.01 })

const start = (folder: string) => startServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: '1' })

/** Fails unless the messages are those of a job from its beginning to its one, good end. */
function expectOneLife(messages: readonly StreamMessage[]): void {
  expect(seqsCovered(messages)).toEqual(range(1, messages.length))
  expect(messages.filter(({ type }) => type === 'end')).toMatchObject([{ status: 'succeeded' }])
}

// `npm run test:faults` ends it at many moments, and again and again.
describe('a service', () => {
  test('that is stopped by SIGTERM ends well, and the next one goes on from where it was', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const job = await submit(first, DESCENT)
    const waiting = await submit(first, SHORT_DESCENT)
    const client = openSocket(first.url, job.links.stream)
    await client.until('a thousand iterations', (messages) => iterationsOf(messages).length > 1000)
    const [exit, closing] = await Promise.all([first.kill('SIGTERM'), client.closed])
    expect(exit).toEqual({ code: 0, signal: null })
    expect(closing.code).toBe(1012)
    expect(await jobsIn(folder)).toEqual([
      { id: job.id, status: 'queued', attempt: 1, saved: true },
      { id: waiting.id, status: 'queued', attempt: 0, saved: false },
    ])

    const second = await start(folder)
    const rest = await follow(second, job, seqsCovered(client.messages).at(-1))
    const iterations = iterationsOf([...client.messages, ...rest])
    expectOneLife([...client.messages, ...rest])
    expect(iterations).toEqual([...new Set(iterations)].sort((a, b) => a - b))
    expect(iterations.at(-1)).toBe(LAST_ITERATION)
    expect(rest.some((message) => message.type === 'frame' && message.attempt === 2)).toBe(true)
    expectOneLife(await follow(second, waiting))
  })

  test('that is killed by SIGKILL loses none of the jobs that it accepted, and the next one knows their keys', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const specs = range(1, 4).map((seed) => ({ ...SHORT_DESCENT, seed }))
    const key = ({ seed }: { seed: number }) => ({ 'idempotency-key': `job ${seed}` })
    const jobs = await Promise.all(specs.map((spec) => submit(first, spec, key(spec))))
    expect(await first.kill('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' })
    expect(new Set((await jobsIn(folder)).map(({ id }) => id))).toEqual(new Set(jobs.map(({ id }) => id)))

    const second = await start(folder)
    const again = await Promise.all(specs.map((spec) => submit(second, spec, key(spec))))
    expect(again.map(({ id }) => id)).toEqual(jobs.map(({ id }) => id))
    for (const job of jobs) expectOneLife(await follow(second, job))
  })
})
