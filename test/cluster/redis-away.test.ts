import { expect, test } from 'vitest'
import { slowAntagonismSpec } from '../antagonism.ts'
import { descentSpec } from '../descents.ts'
import { referenceOf } from '../faults/kills/reference.ts'
import { startServiceProcess } from '../process.ts'
import { range, seqsCovered } from '../socket-client.ts'
import { submissionPath } from '../submission-path.ts'
import { runnerOf, startCluster } from './cluster.ts'
import { Follower } from './follower.ts'
import { describeOnHosts } from './network.ts'
import { expectSame } from './one-life.ts'
import { ask, jobAt, submitThrough } from './persistent-client.ts'

const SPECS = [
  descentSpec(30_000, { maxIterations: 150_000, binWidth: 0.01 }),
  slowAntagonismSpec({ bindingTimes: 400, quantities: 400 }),
  descentSpec(30_000, { maxIterations: 40_000, binWidth: 0.01 }),
]

describeOnHosts('a Redis that is gone for a while', () => {
  test('makes clients and jobs wait, and loses nothing', async () => {
    const alone = await startServiceProcess({ ANTAGON_WORKERS: '2' })
    const references = []
    for (const spec of SPECS) references.push(await referenceOf(alone, spec))
    await alone.kill('SIGTERM')

    const { redis, takers, runners } = await startCluster({ runners: 2 })
    const followers: Follower[] = []
    for (const spec of SPECS) followers.push(new Follower(takers, await submitThrough(takers, spec)))
    await Promise.all(followers.slice(0, 2).map((follower) => follower.first('frame')))
    await redis.kill()

    // The other may be about to take a part, and waits without a word.
    const { process } = await runnerOf(runners, followers[0]!.job.id)
    const waits = () => process.output().includes('the store takes nothing now; the job waits')
    await process.until('it waited', waits)
    for (const taker of takers) {
      const { kind } = SPECS[0]!
      const submission = await taker.request(submissionPath({ kind }), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(SPECS[0]),
      })
      expect(submission.status).toBe(503)
      expect(Number(submission.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await submission.json()).toMatchObject({ code: 'store-unavailable' })
      expect((await taker.request('/readyz')).status).toBe(503)
      expect((await taker.request('/healthz')).status).toBe(200)
    }

    await redis.restart()
    for (const taker of takers) expect((await ask([taker], '/readyz')).status).toBe(200)
    await Promise.all(followers.map(({ done }) => done))
    for (const [i, { job, messages }] of followers.entries()) {
      expect(seqsCovered(messages)).toEqual(range(1, seqsCovered(messages).length))
      expect(messages.at(-1)).toMatchObject({ type: 'end', status: 'succeeded' })
      await expectSame(takers, job, references[i]!, SPECS[i]!.kind)
    }
    const attempts = await Promise.all(followers.map(async ({ job }) => (await jobAt(takers, job)).attempt))
    console.log(`attempts after Redis was gone: ${attempts.join(', ')}`)
  })
})
