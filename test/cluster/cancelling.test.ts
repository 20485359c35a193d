import { beforeAll, expect, test } from 'vitest'
import { longAntagonismSpec } from '../antagonism.ts'
import { QUIET_DESCENT, SHORT_DESCENT } from '../descents.ts'
import { submit } from '../restart/jobs.ts'
import { SHORT } from '../short.ts'
import { beganAt, type Cluster, runnerOf, startCluster } from './cluster.ts'
import { Follower } from './follower.ts'
import { describeOnHosts } from './network.ts'
import { jobAt } from './persistent-client.ts'

const TIMES = SHORT ? 5 : 20

/** Cancels a long job on a cluster's one thread, and gives how long (ms) it took until that began another. */
async function cancelOne({ takers, runners }: Cluster, spec: object): Promise<number> {
  const [one, other] = takers
  const long = await submit(one, spec)
  const follower = new Follower([one], long)
  await follower.until('it runs', (messages) =>
    messages.some((message) => message.type === 'status' && message.status === 'running'),
  )
  const next = await submit(one, SHORT_DESCENT)
  const after = new Follower([other], next)
  const asked = Date.now()
  const answer = await other.request(long.links.self, { method: 'DELETE' })
  expect(answer.status).toBe(200)
  const runner = await runnerOf(runners, next.id)
  await Promise.all([follower.done, after.done])
  expect(follower.messages.at(-1)).toMatchObject({ type: 'end', status: 'cancelled' })
  expect(after.messages.at(-1)).toMatchObject({ type: 'end', status: 'succeeded' })
  expect(await jobAt([one], long)).toMatchObject({ status: 'cancelled', attempt: 1 })
  return beganAt(runner, next.id)! - asked
}

describeOnHosts('a job that is cancelled elsewhere', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster({ runners: 1 })
  })

  test.each([
    ['a whole job', QUIET_DESCENT],
    ['a split job', longAntagonismSpec()],
  ])('gives its thread to the next one: %s', async (name, spec) => {
    const times: number[] = []
    for (let i = 0; i < TIMES; i++) times.push(await cancelOne(cluster, spec))
    // Of all this nothing is an error to the worker.
    expect(cluster.runners[0]!.process.output()).not.toContain('"level":50')
    times.sort((a, b) => a - b)
    const [median, most] = [times[Math.floor(TIMES / 2)], times.at(-1)]
    console.log(
      `${name}: its thread began the next one ${median} ms after DELETE (median of ${TIMES}), ${most} ms at most`,
    )
  })
})
