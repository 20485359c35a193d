import { ScaledObject, TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { Deployment } from 'kubernetes-models/apps/v1'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { priorityOf } from '../../src/jobs/redis/priority.ts'
import { queuePrefix, WORK_QUEUE } from '../../src/jobs/redis/work-queue.ts'
import { describeWithRedis, sharedRedis } from '../redis.ts'
import { objectsOf, settingsOf } from './kubernetes-objects.ts'

const objects = objectsOf('docker/kubernetes.keda.yaml')
const scaled = new ScaledObject(objects.get('ScaledObject/antagon-worker') as never).spec!
const authentication = new TriggerAuthentication(objects.get('TriggerAuthentication/antagon-redis') as never)
const cluster = objectsOf('docker/kubernetes.cluster.yaml')
const [waiting, running] = scaled.triggers.map(({ metadata }) => metadata)
const worker = new Deployment(cluster.get('Deployment/antagon-worker') as never)
const threads = settingsOf(worker.spec!.template.spec!.containers[0]!).ANTAGON_WORKERS

test('what is scaled is the workers, by a Redis that there is, with the password that it has', () => {
  expect(cluster.has(`Deployment/${scaled.scaleTargetRef.name}`)).toBe(true)
  for (const { type, metadata, authenticationRef } of scaled.triggers) {
    expect(type).toBe('redis')
    const [host, port] = metadata.address!.split(':')
    expect(cluster.has(`Service/${host!.split('.')[0]}`)).toBe(true)
    expect(port).toBe('6379')
    expect(authenticationRef?.name).toBe('antagon-redis')
  }
  expect(authentication.spec!.secretTargetRef).toEqual([
    { parameter: 'password', name: 'antagon-redis', key: 'password' },
  ])
})

test('running items keep their workers: as many as a worker has threads', () => {
  expect(running!.listLength).toBe(threads)
})

describeWithRedis('the keys that the autoscaler reads', () => {
  test('hold what waits and what runs', async () => {
    const { url } = await sharedRedis()
    const { prefix } = readConfig({ ANTAGON_REDIS_URL: url }).redis!
    const connection = new Redis(url, { maxRetriesPerRequest: null })
    const options = { connection, prefix: queuePrefix(prefix) }
    const queue = new Queue(WORK_QUEUE, options)
    for (const id of ['first', 'second', 'third'])
      await queue.add('whole', {}, { jobId: id, priority: priorityOf(3, 1) })
    const begun = Promise.withResolvers<void>()
    const end = Promise.withResolvers<void>()
    const worker = new Worker(
      WORK_QUEUE,
      () => {
        begun.resolve()
        return end.promise
      },
      options,
    )
    await begun.promise
    // As KEDA does: by the type of what lies there.
    expect(await connection.type(waiting!.listName!)).toBe('zset')
    expect(await connection.zcard(waiting!.listName!)).toBe(2)
    expect(await connection.type(running!.listName!)).toBe('list')
    expect(await connection.llen(running!.listName!)).toBe(1)
    end.resolve()
    await worker.close()
    await queue.close()
    connection.disconnect()
  })
})
