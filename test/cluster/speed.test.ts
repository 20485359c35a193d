import { expect, test } from 'vitest'
import { slowAntagonismSpec } from '../antagonism.ts'
import { submit } from '../restart/jobs.ts'
import { SHORT } from '../short.ts'
import { startCluster } from './cluster.ts'
import { Follower } from './follower.ts'
import { describeOnHosts } from './network.ts'

/** Some seconds, or a minute, of work on one thread. */
const POINTS = SHORT ? 500 : 2000
const SPEC = slowAntagonismSpec({ bindingTimes: POINTS, quantities: POINTS })

describeOnHosts('a split job', () => {
  test('has its parts on as many hosts as there are', async () => {
    const cluster = await startCluster({ runners: 1 })
    const [taker] = cluster.takers
    const run = async (): Promise<number> => {
      const began = performance.now()
      const follower = new Follower([taker], await submit(taker, SPEC))
      await follower.done
      expect(follower.messages.at(-1)).toMatchObject({ type: 'end', status: 'succeeded' })
      return (performance.now() - began) / 1000
    }
    // Once first, so that neither figure has the time that a new process takes.
    await run()
    const alone = await run()
    await cluster.startRunner()
    await run()
    const both = await run()
    console.log(
      `a grid of ${POINTS}² points: ${alone.toFixed(1)} s with one worker, ${both.toFixed(1)} s with two, ${(alone / both).toFixed(2)} times as fast`,
    )
  })
})
