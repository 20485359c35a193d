import { beforeAll, describe, expect, test } from 'vitest'
import type { ClassifierDocument, ClassifierResource } from '../../src/api/schemas/classifier.ts'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { held, randomNetwork } from '../networks.ts'
import type { JobPage } from './client.ts'
import { type KeyHolders, openKeyHolders } from './key-holders.ts'
import { shortDescent } from './specs.ts'
import { LINEAR } from './training-specs.ts'

let holders: KeyHolders
const ask: KeyHolders['ask'] = (...args) => holders.ask(...args)
beforeAll(async () => {
  holders = await openKeyHolders({ ann: ['submit'], bob: ['submit'], root: ['admin'] })
})

async function submit(
  holder: string,
  payload: object,
  headers: Record<string, string> = {},
): Promise<JobResource> {
  const kind = (payload as { kind: string }).kind
  const path = kind === LINEAR.kind ? '/v1/trainings' : '/v1/attacks'
  const answer = await ask(holder, 'POST', path, { payload, headers })
  expect(answer.status).toBe(202)
  return answer.json()
}

const listed = async (holder: string, query = '') =>
  (await ask(holder, 'GET', `/v1/jobs${query}`)).json<JobPage>().jobs.map(({ id }) => id)
const classifierOf = async (holder: string, name: string) =>
  (await ask(holder, 'GET', `/v1/classifiers/${name}`)).json<ClassifierResource>()

describe('a job', () => {
  test('is its owner’s and the admins’; to everyone else there is none', async () => {
    const { id, owner, links } = await submit('ann', shortDescent(1))
    expect(owner).toBe('ann')
    const none = (await ask('bob', 'GET', '/v1/jobs/none')).json<{ detail: string }>()
    for (const [method, path] of [
      ['GET', links.self],
      ['GET', links.result],
      ['GET', links.events],
      ['DELETE', links.self],
    ] as const) {
      const answer = await ask('bob', method, path)
      expect(answer.status).toBe(404)
      expect(answer.json()).toEqual({ ...none, detail: none.detail.replace('none', id) })
    }
    for (const holder of ['ann', 'root']) {
      expect((await ask(holder, 'GET', links.self)).json()).toMatchObject({ id, status: 'queued' })
      expect((await ask(holder, 'GET', links.result)).status).toBe(409)
      expect(await listed(holder)).toContain(id)
    }
    expect(await listed('bob')).not.toContain(id)
    expect((await ask('root', 'DELETE', links.self)).json()).toMatchObject({ id, status: 'cancelled' })
    expect((await ask('ann', 'DELETE', links.self)).status).toBe(204)
  })

  test('is found among an owner’s by admins alone', async () => {
    const { id } = await submit('ann', shortDescent(2))
    const other = await submit('bob', shortDescent(2))
    expect(await listed('root', '?owner=ann')).toContain(id)
    expect(await listed('root', '?owner=ann')).not.toContain(other.id)
    expect(await listed('ann', '?owner=ann')).toEqual(await listed('ann'))
    const refused = await ask('bob', 'GET', '/v1/jobs?owner=ann')
    expect([refused.status, refused.json()]).toMatchObject([403, { code: 'scope-missing', scope: 'admin' }])
  })

  test('is repeated by its owner alone: another’s same idempotency key is another key', async () => {
    const headers = { 'idempotency-key': 'once' }
    const first = await submit('ann', shortDescent(3), headers)
    expect((await submit('ann', shortDescent(3), headers)).id).toBe(first.id)
    expect((await submit('bob', shortDescent(4), headers)).id).not.toBe(first.id)
    expect((await ask('ann', 'POST', '/v1/attacks', { payload: shortDescent(4), headers })).status).toBe(409)
  })
})

describe('a classifier', () => {
  test('may be used by everyone; how it is being made only its owner and admins know', async () => {
    const training = await submit('ann', { ...LINEAR, name: 'ann-linear' })
    for (const holder of ['ann', 'root']) {
      expect(await classifierOf(holder, 'ann-linear')).toMatchObject({ owner: 'ann', job: training.id })
    }
    expect(await classifierOf('bob', 'ann-linear')).toMatchObject({
      status: 'training',
      owner: null,
      job: null,
      provenance: null,
    })
    const all = JSON.stringify((await ask('bob', 'GET', '/v1/classifiers')).json())
    expect(all).toContain('ann-linear')
    expect(all).not.toContain(training.id)
    const payload = {
      kind: 'fgsm',
      target: { classifier: 'ann-linear' },
      digits: { count: 5 },
      options: { epsilon: 0.1 },
    }
    expect(await submit('bob', payload)).toMatchObject({ owner: 'bob', status: 'queued' })
    expect(
      (await ask('bob', 'POST', '/v1/trainings', { payload: { ...LINEAR, name: 'ann-linear' } })).status,
    ).toBe(409)
  })

  test('is removed by its owner and admins, and where it comes from others do not see', async () => {
    const { record, weights } = held('anns', randomNetwork([3]))
    const owned = {
      ...record,
      owner: 'ann',
      provenance: { source: 'trained', job: 'secret-job', seed: 1, spec: { secret: 1 } },
    } as const
    await holders.service.app.services.store.addClassifier(owned, weights)
    for (const path of ['/v1/classifiers/anns', '/v1/classifiers/anns/document', '/v1/classifiers']) {
      expect(JSON.stringify((await ask('bob', 'GET', path)).json())).not.toContain('secret')
      expect(JSON.stringify((await ask('ann', 'GET', path)).json())).toContain('secret-job')
    }
    const refused = await ask('bob', 'DELETE', '/v1/classifiers/anns')
    expect([refused.status, refused.json()]).toMatchObject([403, { code: 'scope-missing', scope: 'admin' }])
    expect((await ask('ann', 'DELETE', '/v1/classifiers/anns')).status).toBe(204)
  })

  test('that is uploaded is its uploader’s', async () => {
    const { record, weights } = held('original', randomNetwork([3]))
    await holders.service.app.services.store.addClassifier(record, weights)
    const document = (await ask('bob', 'GET', '/v1/classifiers/original/document')).json<ClassifierDocument>()
    const { format, labels, network } = document
    const payload = { format, labels, network, name: 'copy' }
    expect((await ask('bob', 'POST', '/v1/classifiers', { payload })).json()).toMatchObject({ owner: 'bob' })
    expect((await ask('ann', 'DELETE', '/v1/classifiers/copy')).status).toBe(403)
    expect((await ask('ann', 'DELETE', '/v1/classifiers/original')).status).toBe(403)
    for (const name of ['copy', 'original'])
      expect((await ask('root', 'DELETE', `/v1/classifiers/${name}`)).status).toBe(204)
  })

  test('that is ready-made is nobody’s: everyone sees its training, and admins alone stop it', async () => {
    const payload = {
      kind: 'fgsm',
      target: { classifier: 'linear' },
      digits: { count: 5 },
      options: { epsilon: 0.1 },
    }
    const { id } = await submit('ann', payload)
    const { job, owner } = await classifierOf('bob', 'linear')
    expect([owner, job]).toEqual([null, expect.any(String)])
    expect(job).not.toBe(id)
    expect((await ask('bob', 'GET', `/v1/jobs/${job}`)).json()).toMatchObject({
      owner: null,
      type: 'training',
    })
    const refused = await ask('ann', 'DELETE', `/v1/jobs/${job}`)
    expect([refused.status, refused.json()]).toMatchObject([403, { code: 'scope-missing', scope: 'admin' }])
    expect((await ask('root', 'DELETE', `/v1/jobs/${job}`)).json()).toMatchObject({ status: 'cancelled' })
  })
})
