import { expect, test } from 'vitest'
import { type Run, RunningHere } from '../../../src/jobs/redis/running-here.ts'
import type { ClaimedJob, SharedStore } from '../../../src/jobs/store.ts'
import { newJob } from '../../new-jobs.ts'
import { describeWithRedis } from '../../redis.ts'
import { silentLogger } from '../../service.ts'
import { LATER, NOW } from '../stored-jobs.ts'
import { openShared } from './open-shared.ts'

/** A run that ends when it is asked to, and keeps what it was asked. */
function openRun() {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const asked: string[] = []
  const ask = (what: string) => () => {
    asked.push(what)
    resolve()
  }
  const run = { ended, cancel: ask('cancel'), pause: ask('pause'), kill: ask('kill') } as unknown as Run
  return { run, asked, end: resolve }
}

async function claimed(store: SharedStore, id: string) {
  await store.add(newJob(id), null, 10)
  return ((await store.claim(id, 'whole', NOW, null)) as ClaimedJob).job
}

describeWithRedis('what runs in a process', () => {
  test('is cancelled where its job was before it could be told', async () => {
    const { store } = await openShared()
    const job = await claimed(store, 'a')
    await store.cancel('a', LATER)
    const { run, asked } = openRun()
    await new RunningHere(store, silentLogger()).follow(run, job)
    expect(asked).toEqual(['cancel'])
  })

  test('is cancelled where its job was, or was taken over, while nobody could be told', async () => {
    const { store } = await openShared()
    const running = new RunningHere(store, silentLogger())
    const [cancelled, taken, other] = [openRun(), openRun(), openRun()]
    const followed = [
      running.follow(cancelled.run, await claimed(store, 'a')),
      running.follow(taken.run, await claimed(store, 'b')),
    ]
    const third = running.follow(other.run, await claimed(store, 'c'))
    await store.cancel('a', LATER)
    await store.claim('b', 'whole', LATER, null)
    await running.cancelOver()
    await Promise.all(followed)
    expect([cancelled.asked, taken.asked, other.asked]).toEqual([['cancel'], ['cancel'], []])
    other.end()
    await third
  })

  test('is cancelled by its job’s name, and no more once it has ended', async () => {
    const { store } = await openShared()
    const running = new RunningHere(store, silentLogger())
    const [one, other] = [openRun(), openRun()]
    const followed = running.follow(one.run, await claimed(store, 'a'))
    const third = running.follow(other.run, await claimed(store, 'b'))
    running.cancel('a')
    await followed
    running.cancel('a')
    expect([one.asked, other.asked]).toEqual([['cancel'], []])
    other.end()
    await third
  })

  test('is paused when the process stops, also where it begins after that', async () => {
    const { store } = await openShared()
    const running = new RunningHere(store, silentLogger())
    const [before, after] = [openRun(), openRun()]
    const followed = running.follow(before.run, await claimed(store, 'a'))
    running.pause()
    await followed
    await running.follow(after.run, await claimed(store, 'b'))
    expect([before.asked, after.asked]).toEqual([['pause'], ['pause']])
  })
})
