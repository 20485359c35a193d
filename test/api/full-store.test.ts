import { expect, test } from 'vitest'
import { StoreFull, StoreUnavailable } from '../../src/jobs/store.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { openClient } from './client.ts'

test('a full store refuses what it would have to store, reads on, and takes jobs again when there is room', async () => {
  const client = await openClient()
  const job = await client.finish(SHORT_DESCENT)
  const { store } = client.service.app.services
  const { add, probe } = store
  store.add = () => Promise.reject(new StoreFull('no room'))
  store.probe = () => Promise.reject(new StoreFull('no room'))
  const refused = await client.submit(SHORT_DESCENT)
  expect(refused).toMatchObject({ status: 507 })
  expect(refused.headers.get('retry-after')).toBe('10')
  expect(refused.json()).toMatchObject({ code: 'storage-full' })
  expect((await client.send('/readyz')).json()).toMatchObject({ status: 503, code: 'storage-full' })
  expect((await client.send('/healthz')).status).toBe(200)
  expect((await client.send(job.links.self)).json()).toMatchObject({ status: 'succeeded' })
  Object.assign(store, { add: add.bind(store), probe: probe.bind(store) })
  await client.finish(SHORT_DESCENT)
})

test('a store that cannot be read is answered with a 503 for what it was asked, and nothing of why', async () => {
  const client = await openClient()
  const job = await client.finish(SHORT_DESCENT)
  const { store } = client.service.app.services
  const get = store.get.bind(store)
  store.get = () => Promise.reject(new StoreUnavailable(new Error('page 7 of /srv is malformed')))
  const answer = await client.send(job.links.self)
  expect(answer.json()).toMatchObject({ status: 503, code: 'store-unavailable' })
  expect(answer.text).not.toContain('page 7')
  store.get = get
  expect((await client.send(job.links.self)).status).toBe(200)
})
