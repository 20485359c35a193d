import { expect, test } from 'vitest'
import { slowAntagonismSpec } from '../antagonism.ts'
import { submit } from '../restart/jobs.ts'
import { SHORT } from '../short.ts'
import { startCluster } from './cluster.ts'
import { Follower } from './follower.ts'
import { describeOnHosts } from './network.ts'

/** Some seconds, or half a minute, of work on one thread each: with much to hand over, and with little. */
const POINTS = SHORT ? 500 : 1400
const REPLICATES = SHORT ? 2400 : 36_000
const SPECS = {
  [`a grid of ${POINTS}² points`]: slowAntagonismSpec({ bindingTimes: POINTS, quantities: POINTS }),
  [`an ensemble of ${REPLICATES} replicates`]: {
    kind: 'ensemble',
    seed: 4,
    target: { model: 'kinetic-proofreading', parameters: { steps: 2 } },
    ligand: { bindingTime: [2, 8], quantity: [20, 100] },
    time: [1, 10, 30],
    replicates: REPLICATES,
  },
}

describeOnHosts('a split job', () => {
  test('has its parts on as many hosts as there are', async () => {
    const cluster = await startCluster({ runners: 1 })
    const [taker] = cluster.takers
    const run = async (spec: object): Promise<number> => {
      const began = performance.now()
      const follower = new Follower([taker], await submit(taker, spec))
      await follower.done
      expect(follower.messages.at(-1)).toMatchObject({ type: 'end', status: 'succeeded' })
      return (performance.now() - began) / 1000
    }
    const all = async (): Promise<number[]> => {
      const seconds: number[] = []
      for (const spec of Object.values(SPECS)) seconds.push(await run(spec))
      return seconds
    }
    // Once first, so that no figure has the time that a new process takes.
    await all()
    const alone = await all()
    await cluster.startRunner()
    await all()
    const both = await all()
    Object.keys(SPECS).forEach((what, i) => {
      const [one, two] = [alone[i]!, both[i]!]
      console.log(
        `${what}: ${one.toFixed(1)} s with one worker, ${two.toFixed(1)} s with two, ${(one / two).toFixed(2)} times as fast`,
      )
    })
  })
})
