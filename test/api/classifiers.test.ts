import { beforeAll, describe, expect, test } from 'vitest'
import { documentOf } from '../../src/api/classifier-document.ts'
import type { ClassifierDocument, ClassifierResource } from '../../src/api/schemas/classifier.ts'
import { READY_MADE } from '../../src/jobs/ready-made.ts'
import { held, randomNetwork } from '../networks.ts'
import { type Client, openClient } from './client.ts'

let client: Client
beforeAll(async () => {
  client = await openClient()
})

/** A document such as one downloads. */
function documentNamed(name: string, hidden: readonly number[] = [3]): ClassifierDocument {
  const { record, weights } = held(name, randomNetwork(hidden, 4, { n: 10, theta: 0.5 }))
  return documentOf(record, weights)
}

/** What an uploader of a network has at hand. */
function bare(name: string, hidden?: readonly number[]) {
  const { format, labels, network } = documentNamed(name, hidden)
  return { format, name, labels, network }
}

const upload = (body: unknown) => client.send('/v1/classifiers', { body })
const read = async (name: string) => (await client.send(`/v1/classifiers/${name}`)).json<ClassifierResource>()

describe('uploading a classifier', () => {
  test('stores it, and says where it is and what it is', async () => {
    const answer = await upload(bare('first'))
    expect(answer.status).toBe(201)
    expect(answer.headers.get('location')).toBe('/v1/classifiers/first')
    const resource = answer.json<ClassifierResource>()
    expect(resource).toEqual({
      name: 'first',
      status: 'ready',
      readyMade: false,
      owner: null,
      job: null,
      labels: [3, 7],
      hill: { n: 10, theta: 0.5 },
      layers: [
        { inputs: 784, outputs: 3, power: 1 },
        { inputs: 3, outputs: 2, power: null },
      ],
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      digest: documentNamed('first').digest,
      provenance: { source: 'uploaded', original: null },
      metrics: null,
      links: { self: '/v1/classifiers/first', document: '/v1/classifiers/first/document' },
    })
    expect(await read('first')).toEqual(resource)
  })

  test('takes back what was downloaded, under another name, with the same digest', async () => {
    const original = {
      ...documentNamed('one'),
      metrics: { accuracy: 0.98 },
      provenance: { source: 'trained' },
    }
    await upload(original)
    const answer = await client.send('/v1/classifiers/one/document')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="one.json"')
    const downloaded = answer.json<ClassifierDocument>()
    expect(downloaded).toEqual({
      ...original,
      provenance: {
        source: 'uploaded',
        original: { digest: original.digest, provenance: { source: 'trained' }, metrics: { accuracy: 0.98 } },
      },
      metrics: null,
    })
    expect((await upload({ ...downloaded, name: 'two' })).status).toBe(201)
    const { digest, provenance } = await read('two')
    expect(digest).toBe(original.digest)
    expect(provenance).toEqual({
      source: 'uploaded',
      original: { digest, provenance: downloaded.provenance, metrics: null },
    })
    const again = (await client.send('/v1/classifiers/two/document')).json<ClassifierDocument>()
    expect(again.network).toEqual(downloaded.network)
  })

  test('takes a linear one, and numbers of any form that JSON has', async () => {
    const { network, ...rest } = bare('flat', [])
    const text = JSON.stringify({ ...rest, network: { ...network, hill: null } })
    const odd = text.replace(/"bias":\[[^\]]*\]/, '"bias":[-0,1E-400]')
    expect((await upload(odd)).status).toBe(201)
    const { network: stored, digest } = (
      await client.send('/v1/classifiers/flat/document')
    ).json<ClassifierDocument>()
    expect(stored).toMatchObject({ hill: null, layers: [{ bias: [0, 0], power: null }] })
    expect((await upload({ ...rest, name: 'flat-again', network: stored, digest })).status).toBe(201)
  })

  test('is refused where the name is taken', async () => {
    await upload(bare('taken'))
    const problem = await client.refusal('/v1/classifiers', { body: bare('taken') }, 409, 'name-taken')
    expect(problem.errors).toMatchObject([{ path: '/name' }])
  })
})

/** Of a document with this change: status, code, and where the fault is. */
type Refusal = [name: string, change: (document: Changeable) => unknown, number, string, string]
interface Changeable {
  labels: number[]
  network: {
    hill: unknown
    layers: { weights: (number | null | string)[][]; bias: number[]; power: number | null }[]
  }
}

const REFUSALS: Refusal[] = [
  ['another format', (d) => ({ ...d, format: 'antagon-classifier-9' }), 400, 'wrong-shape', '/format'],
  ['no network', ({ network, ...d }) => d, 400, 'wrong-shape', '/network'],
  ['no labels', ({ labels, ...d }) => d, 400, 'wrong-shape', '/labels'],
  ['an unknown field', (d) => ({ ...d, colour: 'red' }), 400, 'wrong-shape', '/colour'],
  ['a name with a capital', (d) => ({ ...d, name: 'Mine' }), 422, 'out-of-range', '/name'],
  ['a name that leads elsewhere', (d) => ({ ...d, name: '../mine' }), 422, 'out-of-range', '/name'],
  ['a name that is too long', (d) => ({ ...d, name: 'a'.repeat(65) }), 422, 'out-of-range', '/name'],
  ['the same label twice', (d) => ({ ...d, labels: [3, 3] }), 422, 'out-of-range', '/labels'],
  ['three labels', (d) => ({ ...d, labels: [1, 2, 3] }), 422, 'out-of-range', '/labels'],
  ['a label that is no digit', (d) => ({ ...d, labels: [3, 10] }), 422, 'out-of-range', '/labels/1'],
  ['another digest', (d) => ({ ...d, digest: '0'.repeat(64) }), 422, 'digest-mismatch', '/digest'],
  ['no digest at all', (d) => ({ ...d, digest: 'mine' }), 422, 'out-of-range', '/digest'],
  ['endless metrics', (d) => ({ ...d, metrics: { loss: 'x'.repeat(70_000) } }), 422, 'too-long', '/metrics'],
  [
    'a filter without θ',
    edit(({ network }) => (network.hill = { n: 2 })),
    400,
    'wrong-shape',
    '/network/hill/theta',
  ],
  [
    'a filter of power 0',
    edit(({ network }) => (network.hill = { n: 0, theta: 0.5 })),
    422,
    'out-of-range',
    '/network/hill/n',
  ],
  ['no layer', edit(({ network }) => (network.layers = [])), 422, 'out-of-range', '/network/layers'],
  [
    'a pixel too few',
    edit(({ network }) => {
      for (const row of network.layers[0]!.weights) row.pop()
    }),
    422,
    'wrong-network',
    '/network/layers/0/weights/0',
  ],
  [
    'rows of two lengths',
    edit(({ network }) => network.layers[0]!.weights[2]!.pop()),
    422,
    'wrong-network',
    '/network/layers/0/weights/2',
  ],
  [
    'layers that do not follow on each other',
    edit(({ network }) => network.layers[1]!.weights[0]!.push(1)),
    422,
    'wrong-network',
    '/network/layers/1/weights/0',
  ],
  [
    'an empty row',
    edit(({ network }) => network.layers[1]!.weights.splice(1, 1, [])),
    422,
    'out-of-range',
    '/network/layers/1/weights/1',
  ],
  [
    'a bias too many',
    edit(({ network }) => network.layers[0]!.bias.push(1)),
    422,
    'wrong-network',
    '/network/layers/0/bias',
  ],
  [
    'three scores',
    edit(({ network }) => {
      network.layers[1]!.weights.push([1, 2, 3])
      network.layers[1]!.bias.push(1)
    }),
    422,
    'wrong-network',
    '/network/layers/1/weights',
  ],
  [
    'rectified scores',
    edit(({ network }) => (network.layers[1]!.power = 1)),
    422,
    'wrong-network',
    '/network/layers/1/power',
  ],
  [
    'a power below 1',
    edit(({ network }) => (network.layers[0]!.power = 0.5)),
    422,
    'out-of-range',
    '/network/layers/0/power',
  ],
  [
    'a weight that is null, as NaN is written',
    edit(({ network }) => (network.layers[0]!.weights[1]![7] = null)),
    400,
    'wrong-shape',
    '/network/layers/0/weights/1/7',
  ],
  [
    'a weight that is a text',
    edit(({ network }) => (network.layers[1]!.weights[0]![2] = '1')),
    400,
    'wrong-shape',
    '/network/layers/1/weights/0/2',
  ],
  [
    'a weight that is infinite',
    (d) => JSON.stringify(d).replace(/"bias":\[[^,]*,/, '"bias":[1e999,'),
    400,
    'wrong-shape',
    '/network/layers/0/bias/0',
  ],
]

function edit(change: (document: Changeable) => unknown): (document: Changeable) => unknown {
  return (document) => {
    change(document)
    return document
  }
}

describe('a document is refused', () => {
  test.each(REFUSALS)('with %s, and the fault is shown', async (_, change, status, code, path) => {
    const body = change(bare('refused') as unknown as Changeable)
    const { errors } = await client.refusal('/v1/classifiers', { body }, status, code)
    expect(errors).toMatchObject([{ path }])
    await client.refusal('/v1/classifiers/refused', {}, 404, 'no-such-classifier')
  })

  test('with more weights than a service should hold', async () => {
    const row = Array.from({ length: 784 }, () => 0).join()
    const wide = 5200
    const next = Array.from({ length: 2 }, () => Array.from({ length: wide }, () => 0))
    const body = `{"format":"antagon-classifier-1","name":"refused","labels":[3,7],"network":{"hill":null,"layers":[
      {"weights":[${Array.from({ length: wide }, () => `[${row}]`).join()}],"bias":${JSON.stringify(next[0])},"power":1},
      {"weights":${JSON.stringify(next)},"bias":[0,0],"power":null}]}}`
    const { errors } = await client.refusal('/v1/classifiers', { body }, 422, 'wrong-network')
    expect(errors).toMatchObject([{ path: '/network/layers' }])
  })
})

describe('the classifiers', () => {
  test('are listed by name after the ready-made ones, without their weights', async () => {
    const own = await openClient()
    const list = async () =>
      (await own.send('/v1/classifiers')).json<{ classifiers: ClassifierResource[] }>().classifiers
    const readyMade = await list()
    expect(readyMade.map(({ name }) => name)).toEqual(READY_MADE.map(({ name }) => name))
    for (const name of ['b', 'a']) await own.send('/v1/classifiers', { body: bare(name) })
    const listed = await list()
    expect(listed.slice(0, readyMade.length)).toEqual(readyMade)
    const others = listed.slice(readyMade.length)
    expect(others.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(others[0]).toEqual((await own.send('/v1/classifiers/a')).json())
    expect(others[0]).not.toHaveProperty('network')
    await own.service.close()
  })

  test('are removed for good', async () => {
    await upload(bare('gone'))
    expect((await client.send('/v1/classifiers/gone', { method: 'DELETE' })).status).toBe(204)
    for (const path of ['/v1/classifiers/gone', '/v1/classifiers/gone/document'])
      await client.refusal(path, {}, 404, 'no-such-classifier')
    await client.refusal('/v1/classifiers/gone', { method: 'DELETE' }, 404, 'no-such-classifier')
    expect((await upload(bare('gone'))).status).toBe(201)
  })

  test('are not removed while there is nothing to remove', async () => {
    const path = '/v1/classifiers/memory-2'
    expect(await read('memory-2')).toMatchObject({ status: 'untrained' })
    await client.refusal(path, { method: 'DELETE' }, 409, 'not-trained')
  })
})
