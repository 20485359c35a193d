import { expect, test } from 'vitest'
import { ServiceMetrics } from '../../src/api/metrics/service-metrics.ts'
import { observerOf } from '../../src/api/tracing/observe.ts'
import { UNRECORDED } from '../../src/api/tracing/tracing.ts'
import { type JobError, SERVICE_FAULTS } from '../../src/jobs/job.ts'
import { observedStore } from '../../src/jobs/observed-store.ts'
import type { EmbeddedStore } from '../../src/jobs/store.ts'
import { parseExposition } from '../api/exposition.ts'
import { newJob } from '../new-jobs.ts'
import { openStore } from '../stores.ts'
import { keptEvents } from './kept-events.ts'

const NOW = '2026-01-01T00:00:00.000Z'

function addJob(store: EmbeddedStore, id: string) {
  return store.add(newJob(id, { createdAt: NOW }), { owner: null, key: id, fingerprint: id }, 10)
}

test('an observer is told of a job’s submission, its attempts and its end, each once', async () => {
  const { events, observer } = keptEvents()
  const store = observedStore(openStore(), observer)
  await addJob(store, 'a')
  expect((await addJob(store, 'a')).created).toBe(false)
  expect((await store.claim(NOW))?.traceparent).toBe('attempt 1')
  await store.saveCheckpoint('a', 1, new Uint8Array(1))
  await store.release('a', 1)
  expect((await store.claim(NOW))?.traceparent).toBe('attempt 2')
  await store.finish('a', 2, { status: 'succeeded', message: '', result: '{}', arrays: {} }, NOW)
  expect(await store.claim(NOW)).toBeUndefined()
  expect(await store.cancelQueued('a', NOW)).toBe(false)
  expect(events).toEqual([
    ['submitted', 'fgsm'],
    ['begun', 'a', 1],
    ['checkpointed'],
    ['ended', 'a', 'fgsm', 'interrupted', null, true],
    ['begun', 'a', 2],
    ['ended', 'a', 'fgsm', 'succeeded', null, true],
  ])
})

test('an observer is told whose fault a failure is, and of a job that never had a worker', async () => {
  const { events, observer } = keptEvents()
  const store = observedStore(openStore(), observer)
  const fail = async (id: string, error: JobError) => {
    await addJob(store, id)
    await store.claim(NOW)
    await store.finish(id, 1, { status: 'failed', error }, NOW)
  }
  await fail('a', { code: SERVICE_FAULTS.workerFailed, detail: '' })
  await fail('b', { code: 'no-agonist', detail: '' })
  await addJob(store, 'c')
  await store.cancelQueued('c', NOW)
  expect(events.filter((event) => (event as string[])[0] === 'ended')).toEqual([
    ['ended', 'a', 'fgsm', 'fault', 'worker-failed', true],
    ['ended', 'b', 'fgsm', 'failed', 'no-agonist', true],
    ['ended', 'c', 'fgsm', 'cancelled', null, null],
  ])
})

test('an observer is told nothing of what could not be stored', async () => {
  const { events, observer } = keptEvents()
  const inner = openStore()
  const store = observedStore(inner, observer)
  await addJob(store, 'a')
  await store.claim(NOW)
  Object.assign(inner, { finish: () => Promise.reject(new Error('the disk is full')) })
  await expect(store.finish('a', 1, { status: 'cancelled' }, NOW)).rejects.toThrow('full')
  expect(events.at(-1)).toEqual(['begun', 'a', 1])
})

test('the metrics tell retries from first attempts, and faults from failures', async () => {
  const metrics = new ServiceMetrics()
  const store = observedStore(openStore(), observerOf(metrics, UNRECORDED))
  await addJob(store, 'a')
  await store.claim(NOW)
  await store.release('a', 1)
  await store.claim(NOW)
  const error = { code: SERVICE_FAULTS.outOfMemory, detail: '' }
  await store.finish('a', 2, { status: 'failed', error }, NOW)
  const state = { ready: false, version: '1', mostQueued: 1, census: null, disk: null }
  const { text } = await metrics.exposition(state)
  for (const sample of [
    'antagon_job_attempts_total{kind="fgsm"} 2',
    'antagon_job_retries_total{kind="fgsm"} 1',
    'antagon_job_run_seconds_count{kind="fgsm"} 2',
    'antagon_job_queue_seconds_count 1',
    'antagon_jobs_ended_total{kind="fgsm",outcome="fault"} 1',
    'antagon_job_faults_total{code="out-of-memory"} 1',
    'antagon_job_faults_total{code="worker-failed"} 0',
    'antagon_ready 0',
  ])
    expect(text.split('\n')).toContain(sample)
  // Of a store that cannot be read nothing is said, rather than that it is empty.
  for (const name of ['antagon_jobs', 'antagon_queue_length', 'antagon_disk_free_bytes'])
    expect(parseExposition(text).get(name)!.samples, name).toEqual([])
})
