import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { drawOffer, LONG_DESCENT, type Offer } from '../faults/kills/catalogue.ts'
import { type Draw, drawFrom } from '../faults/kills/draw.ts'
import { SHORT } from '../short.ts'
import { framesOf } from '../socket-client.ts'
import { type Cluster, type Runner, runnerOf, startCluster, type Taker } from './cluster.ts'
import { Follower } from './follower.ts'
import { ENDLESS, NEEDING, referencesOfAll, SHARED_TRAINING } from './load.ts'
import { describeOnHosts } from './network.ts'
import { attemptsIn, expectOneLog, expectSame } from './one-life.ts'
import { ask, jobAt, submitThrough } from './persistent-client.ts'

/** Jobs that are submitted between two faults. */
const AT_ONCE = SHORT ? 10 : 30

/** Of what is submitted, and of who follows what from where. */
const SEED = Number(process.env.CLUSTER_SEED ?? randomInt(2 ** 32))

/** All that was submitted, and who follows it. */
class Load {
  readonly jobs: { readonly job: JobResource; readonly offer: Offer }[] = []
  readonly cancelled: JobResource[] = []
  readonly followers: Follower[] = []
  readonly #takers: readonly [Taker, Taker]
  readonly #draw: Draw

  constructor(takers: readonly [Taker, Taker], draw: Draw) {
    this.#takers = takers
    this.#draw = draw
  }

  /** Submits a job at one process; it is followed from the other, and some from the middle at either. */
  async add(offer: Offer): Promise<Follower> {
    const [one, other] = this.#order()
    const job = await submitThrough([one, other], offer.spec)
    this.jobs.push({ job, offer })
    if (this.#draw.chance(0.5)) this.#follow([one, other], job, this.#draw.below(40))
    return this.#follow([other, one], job)
  }

  async addMany(): Promise<void> {
    for (let i = 0; i < AT_ONCE; i++) await this.add(drawOffer(this.#draw))
  }

  /** Submits a job that would not end; what is returned cancels it, elsewhere, once it runs. */
  async addEndless(): Promise<() => Promise<void>> {
    const [one, other] = this.#order()
    const job = await submitThrough([one, other], this.#draw.pick(ENDLESS))
    const follower = this.#follow([other, one], job)
    return async () => {
      await follower.first('frame')
      // Asked again after an answer that was lost, it would be removed.
      const answer = await ask([other, one], job.links.self, { method: 'DELETE' })
      expect(answer.status).toBe(200)
      this.cancelled.push(job)
      await follower.done
    }
  }

  #follow(takers: readonly Taker[], job: JobResource, from = 0): Follower {
    const follower = new Follower(takers, job, from)
    this.followers.push(follower)
    return follower
  }

  #order(): readonly [Taker, Taker] {
    const [one, other] = this.#takers
    return this.#draw.chance(0.5) ? [one, other] : [other, one]
  }
}

/** Submits a job of ten seconds, and does something to whoever runs it; fulfilled when another has taken it over. */
async function lose(
  load: Load,
  runners: readonly Runner[],
  how: (runner: Runner) => unknown,
): Promise<Runner> {
  const follower = await load.add(LONG_DESCENT)
  const runner = await runnerOf(runners, follower.job.id)
  await follower.first('frame')
  await how(runner)
  await follower.until('its second attempt', (messages) => attemptsIn(messages) > 1)
  return runner
}

/** All jobs that a process knows of. */
async function listed(takers: readonly Taker[]): Promise<JobResource[]> {
  const jobs: JobResource[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = await ask(takers, `/v1/jobs?limit=100${cursor && `&cursor=${cursor}`}`)
    const page = (await answer.json()) as { jobs: JobResource[]; next: string | null }
    jobs.push(...page.jobs)
    cursor = page.next
  }
  return jobs
}

/** Submits, and meanwhile pulls a cable, kills a worker and ends Redis in both ways. */
async function disturb({ redis, runners, startRunner }: Cluster, load: Load): Promise<void> {
  await load.add(SHARED_TRAINING)
  for (let i = 0; i < 3; i++) await load.add(NEEDING)
  const alive = new Set(runners)
  console.log('a worker is cut off')
  const away = await lose(load, [...alive], ({ host }) => host.cutOff())
  alive.delete(away)
  await load.addMany()
  const cancel = await load.addEndless()
  console.log('a worker is killed')
  const killed = await lose(load, [...alive], async ({ process }) => {
    await process.kill('SIGKILL')
    alive.add(await startRunner())
  })
  alive.delete(killed)
  away.host.rejoin()
  console.log('the worker that was cut off is back')
  await cancel()
  const more = await load.addEndless()
  console.log('Redis is stopped')
  await Promise.all([load.addMany(), redis.stop().then(() => redis.restart())])
  await more()
  console.log('Redis is killed')
  await Promise.all([load.addMany(), redis.kill().then(() => redis.restart())])
  const last = await load.addEndless()
  await last()
  // It takes jobs again: the one that waits longest gets the next.
  for (;;) {
    const { job, done } = await load.add(LONG_DESCENT)
    const [runner] = await Promise.all([runnerOf([...alive, away], job.id), done])
    if (runner === away) break
  }
}

describeOnHosts('jobs on many hosts, some of which fail', () => {
  test('end once each, as on one machine that nothing disturbs', async () => {
    console.log(`the load’s seed: CLUSTER_SEED=${SEED}`)
    const references = await referencesOfAll()
    const cluster = await startCluster()
    const { takers } = cluster
    const load = new Load(takers, drawFrom(SEED, 0))
    const began = performance.now()
    await disturb(cluster, load)
    await Promise.all(load.followers.map(({ done }) => done))
    const seconds = (performance.now() - began) / 1000

    const toldOf = (job: JobResource) => load.followers.filter((follower) => follower.job.id === job.id)
    let attempts = 0
    for (const { job, offer } of load.jobs) {
      const log = await expectOneLog(takers, job, toldOf(job))
      expect(log.at(-1), offer.name).toMatchObject({ type: 'end', status: 'succeeded' })
      const reference = references.get(offer.name)!
      expect(framesOf(log).map(({ data }) => JSON.stringify(data))).toEqual(reference.frames)
      await expectSame(takers, job, reference, offer.name)
      const { attempt } = await jobAt(takers, job)
      expect(attemptsIn(log)).toBe(attempt)
      attempts = Math.max(attempts, attempt)
    }
    for (const job of load.cancelled) {
      const log = await expectOneLog(takers, job, toldOf(job))
      expect(log.at(-1)).toMatchObject({ type: 'end', status: 'cancelled' })
    }
    const known = new Set([...load.jobs.map(({ job }) => job.id), ...load.cancelled.map(({ id }) => id)])
    const all = await listed(takers)
    // What nobody submitted is the training of the ready-made classifier that an attack needs, once.
    const others = all.filter(({ id }) => !known.has(id))
    expect(['', 'linear']).toContain(others.map(({ kind }) => kind).join())
    expect(all.length - others.length).toBe(known.size)
    const breaks = load.followers.reduce((sum, follower) => sum + follower.breaks, 0)
    console.log(
      `${load.jobs.length} jobs ended and ${load.cancelled.length} were cancelled in ${seconds.toFixed(0)} s, up to ${attempts} attempts each; ${load.followers.length} streams, which broke ${breaks} times`,
    )
  })
})
