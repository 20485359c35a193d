import { encode } from 'fast-png'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeGreyPng } from '../../src/data/png.ts'
import { kindFor } from '../../src/jobs/kinds.ts'
import { pngBomb, pngOf } from '../png-bytes.ts'
import { type Client, type JobPage, openClient, type ProblemBody } from './client.ts'
import { cell, emptyReceptors, shortDescent } from './specs.ts'

const BODY_LIMIT = 1 << 20

let client: Client
beforeAll(async () => {
  client = await openClient({ bodyLimit: BODY_LIMIT, workers: 1 })
})

// Nothing that is refused leaves a trace.
afterAll(async () => {
  expect((await client.send('/v1/jobs')).json<JobPage>()).toEqual({ jobs: [], next: null })
})

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const constant = (value: number) => ({ distribution: 'constant', value })
const population = (change: object) => ({ label: 'agonist', count: 5, bindingTime: constant(4), ...change })
const levels = [
  { value: 0, label: 'self', bindingTime: constant(1) },
  { value: 255, label: 'agonist', bindingTime: constant(4) },
]

/** A descent that would be accepted but for what is changed. */
const descent = (change: object) => ({ ...shortDescent(1), ...change })
const ligands = (given: object) => descent({ ligands: given })
const options = (given: object) => descent({ options: given })
const drawn = (bindingTime: object) => ligands({ populations: [population({ bindingTime })] })
const pixels = { width: 2, height: 1, pixels: [0, 255] }
const image = (given: object) => ligands({ image: { levels, ...given } })
const png = (bytes: Uint8Array) => image({ png: base64(bytes) })

const good = encodeGreyPng({ width: 2, height: 1, pixels: Uint8Array.of(0, 255) })
const corrupted = good.map((byte, i) => (i === 44 ? byte ^ 0xff : byte))
const sixteenBit = encode({ width: 1, height: 1, channels: 1, depth: 16, data: Uint16Array.of(300) })
const coloured = encode({ width: 1, height: 1, channels: 3, depth: 8, data: Uint8Array.of(1, 2, 3) })

type Row = readonly [what: string, body: object, status: number, code: string, path: string]

const shapes: Row[] = [
  ['no kind', { target: cell(3, 2) }, 400, 'wrong-shape', '/kind'],
  ['an unknown kind', descent({ kind: 'nonsense' }), 400, 'wrong-shape', '/kind'],
  ['a kind that is no text', descent({ kind: 3 }), 400, 'wrong-shape', '/kind'],
  ['no target', descent({ target: undefined }), 400, 'wrong-shape', '/target'],
  ['no ligands', descent({ ligands: undefined }), 400, 'wrong-shape', '/ligands'],
  ['an unknown field', descent({ colour: 'red' }), 400, 'wrong-shape', '/colour'],
  ['a field of Object’s own name', descent({ constructor: 1 }), 400, 'wrong-shape', '/constructor'],
  ['an unknown field with a slash', descent({ 'a/b~c': 1 }), 400, 'wrong-shape', '/a~1b~0c'],
  [
    'an unknown field of the target',
    descent({ target: { ...cell(3, 2), n: 1 } }),
    400,
    'wrong-shape',
    '/target/n',
  ],
  ['an unknown field of the options', options({ stepsize: 1 }), 400, 'wrong-shape', '/options/stepsize'],
  [
    'an unknown parameter',
    descent({ target: { ...cell(3, 2), parameters: { ...cell(3, 2).parameters, k: 1 } } }),
    400,
    'wrong-shape',
    '/target/parameters/k',
  ],
  [
    'an unknown field of a distribution',
    drawn({ distribution: 'constant', value: 4, sd: 1 }),
    400,
    'wrong-shape',
    '/ligands/populations/0/bindingTime/sd',
  ],
  [
    'an unknown field of a grey level',
    image({ ...pixels, levels: [{ ...levels[0], grey: 1 }] }),
    400,
    'wrong-shape',
    '/ligands/image/levels/0/grey',
  ],
  ['a text for a number', options({ stepSize: '0.2' }), 400, 'wrong-shape', '/options/stepSize'],
  ['null for a number', options({ stepSize: null }), 400, 'wrong-shape', '/options/stepSize'],
  [
    'a fraction for a whole number',
    options({ maxIterations: 1.5 }),
    400,
    'wrong-shape',
    '/options/maxIterations',
  ],
  ['an object for a list', ligands({ bindingTimes: { 0: 4 } }), 400, 'wrong-shape', '/ligands/bindingTimes'],
  ['a number for a list', ligands({ bindingTimes: 4 }), 400, 'wrong-shape', '/ligands/bindingTimes'],
  ['a list for an object', descent({ options: [] }), 400, 'wrong-shape', '/options'],
  ['a text seed', descent({ seed: '7' }), 400, 'wrong-shape', '/seed'],
  ['a true seed', descent({ seed: true }), 400, 'wrong-shape', '/seed'],
  [
    'a text among binding times',
    ligands({ bindingTimes: [4, '1'] }),
    400,
    'wrong-shape',
    '/ligands/bindingTimes/1',
  ],
  [
    'an unknown model',
    descent({ target: { ...cell(3, 2), model: 'x' } }),
    400,
    'wrong-shape',
    '/target/model',
  ],
  [
    'an unknown distribution',
    drawn({ distribution: 'cauchy', median: 4 }),
    400,
    'wrong-shape',
    '/ligands/populations/0/bindingTime/distribution',
  ],
  [
    'a distribution without its spread',
    drawn({ distribution: 'normal', mean: 4 }),
    400,
    'wrong-shape',
    '/ligands/populations/0/bindingTime/sd',
  ],
  [
    'a sign that is none',
    drawn({ distribution: 'half-normal', sd: 1, sign: 2 }),
    400,
    'wrong-shape',
    '/ligands/populations/0/bindingTime/sign',
  ],
  ['no way of giving ligands', ligands({}), 400, 'wrong-shape', '/ligands'],
  [
    'two ways of giving ligands',
    ligands({ bindingTimes: [4], populations: [population({})] }),
    400,
    'wrong-shape',
    '/ligands',
  ],
  [
    'three ways of giving ligands',
    ligands({ bindingTimes: [4], populations: [population({})], image: { ...pixels, levels } }),
    400,
    'wrong-shape',
    '/ligands',
  ],
  [
    'a size of the attack that is a text',
    { ...emptyReceptors(2, 1, 0.1), options: { epsilon: '0.1' } },
    400,
    'wrong-shape',
    '/options/epsilon',
  ],
  [
    'sizes of which one is a text',
    { ...emptyReceptors(2, 1, 0.1), options: { epsilon: [0.1, '0.2'] } },
    400,
    'wrong-shape',
    '/options/epsilon/1',
  ],
  [
    'a norm that FGSM does not have',
    { ...emptyReceptors(2, 1, 0.1), options: { epsilon: 0.1, norm: 'l2' } },
    400,
    'wrong-shape',
    '/options/norm',
  ],
  [
    'unknown coordinates',
    { ...emptyReceptors(2, 1, 0.1), coordinates: 'mass' },
    400,
    'wrong-shape',
    '/coordinates',
  ],
  [
    'steps, which FGSM does not have',
    { ...emptyReceptors(2, 1, 0.1), options: { epsilon: 1, steps: 2 } },
    400,
    'wrong-shape',
    '/options/steps',
  ],
]

const ranges: Row[] = [
  [
    'a negative binding time',
    ligands({ bindingTimes: [4, -1] }),
    422,
    'out-of-range',
    '/ligands/bindingTimes/1',
  ],
  ['no binding time', ligands({ bindingTimes: [] }), 422, 'out-of-range', '/ligands/bindingTimes'],
  ['no population', ligands({ populations: [] }), 422, 'out-of-range', '/ligands/populations'],
  [
    'a negative number of ligands',
    ligands({ populations: [population({ count: -1 })] }),
    422,
    'out-of-range',
    '/ligands/populations/0/count',
  ],
  [
    'a negative spread',
    drawn({ distribution: 'normal', mean: 4, sd: -1 }),
    422,
    'out-of-range',
    '/ligands/populations/0/bindingTime/sd',
  ],
  ['a bin width of 0', options({ binWidth: 0 }), 422, 'out-of-range', '/options/binWidth'],
  ['a negative bin width', options({ binWidth: -0.2 }), 422, 'out-of-range', '/options/binWidth'],
  ['a step size of 0', options({ stepSize: 0 }), 422, 'out-of-range', '/options/stepSize'],
  [
    'a negative number of iterations',
    options({ maxIterations: -1 }),
    422,
    'out-of-range',
    '/options/maxIterations',
  ],
  ['too many iterations', options({ maxIterations: 1e9 }), 422, 'out-of-range', '/options/maxIterations'],
  ['a seed over 32 bits', descent({ seed: 2 ** 32 }), 422, 'out-of-range', '/seed'],
  ['a negative seed', descent({ seed: -1 }), 422, 'out-of-range', '/seed'],
  [
    'a snapshot asked for twice',
    options({ snapshotIterations: [1, 1] }),
    422,
    'out-of-range',
    '/options/snapshotIterations',
  ],
  [
    'a grey above 255',
    image({ width: 1, height: 1, pixels: [256] }),
    422,
    'out-of-range',
    '/ligands/image/pixels/0',
  ],
  ['base64 that is none', image({ png: 'not base64!' }), 422, 'out-of-range', '/ligands/image/png'],
  ['a negative size of the attack', emptyReceptors(2, 1, -0.1), 422, 'out-of-range', '/options/epsilon'],
  ['no size of the attack', emptyReceptors(2, 1, []), 422, 'out-of-range', '/options/epsilon'],
]

const meanings: Row[] = [
  ['N equal to m', descent({ target: cell(2, 2) }), 422, 'parameter-out-of-range', '/target/parameters/N'],
  ['N below m', descent({ target: cell(2, 3) }), 422, 'parameter-out-of-range', '/target/parameters/N'],
  ['no agonist', ligands({ bindingTimes: [2.9, 1] }), 422, 'no-agonist', '/ligands'],
  ['an agonist just at τc', ligands({ bindingTimes: [3] }), 422, 'no-agonist', '/ligands'],
  [
    'no agonist in a mixture',
    { ...emptyReceptors(2, 1, 0.1), ligands: { mixture: [{ bindingTime: 4, quantity: 0 }] } },
    422,
    'no-agonist',
    '/ligands',
  ],
  [
    'populations of nobody',
    ligands({ populations: [population({ count: 0 }), population({ count: 0 })] }),
    422,
    'empty-population',
    '/ligands/populations',
  ],
  [
    'a distribution that reaches below 0',
    ligands({
      populations: [population({ count: 1000, bindingTime: { distribution: 'normal', mean: 4, sd: 2 } })],
    }),
    422,
    'negative-binding-time',
    '/ligands/populations/0/bindingTime',
  ],
  [
    'an interval that ends before it begins',
    drawn({ distribution: 'uniform', from: 4, to: 3 }),
    422,
    'empty-interval',
    '/ligands/populations/0/bindingTime/to',
  ],
  ['over 100 000 bins', options({ binWidth: 1e-5 }), 422, 'too-many-bins', '/options/binWidth'],
  ['bins so wide that none is free', options({ binWidth: 3.1 }), 422, 'bin-width', '/options/binWidth'],
  [
    'more frames than are kept',
    options({ binWidth: 1e-4, frameEvery: 1, maxIterations: 1_000_000 }),
    422,
    'too-many-frames',
    '/options/frameEvery',
  ],
  [
    'more pictures than are kept',
    {
      ...ligands({ populations: [population({ count: 100_000 })] }),
      options: { pictures: 1000, maxIterations: 5 },
    },
    422,
    'too-many-pictures',
    '/options/pictures',
  ],
  ['a text for a PNG', png(Buffer.from('x'.repeat(99))), 422, 'picture-not-png', '/ligands/image/png'],
  ['a truncated PNG', png(good.subarray(0, good.length - 16)), 422, 'picture-not-png', '/ligands/image/png'],
  ['a corrupted PNG', png(corrupted), 422, 'picture-not-png', '/ligands/image/png'],
  ['a PNG of 16 bits', png(sixteenBit), 422, 'picture-not-grey', '/ligands/image/png'],
  ['a PNG in colour', png(coloured), 422, 'picture-not-grey', '/ligands/image/png'],
  [
    'a PNG that unpacks to far more than it says',
    png(pngBomb()),
    422,
    'picture-not-png',
    '/ligands/image/png',
  ],
  [
    'a PNG of too many pixels',
    png(pngOf({ width: 65_535, height: 65_535 }, Buffer.alloc(9))),
    422,
    'picture-too-large',
    '/ligands/image/png',
  ],
  [
    'pixels that do not fill the picture',
    image({ width: 2, height: 2, pixels: [0, 255, 0] }),
    422,
    'picture-size',
    '/ligands/image/pixels',
  ],
  ['pixels without a size', image({ pixels: [0, 255] }), 422, 'picture-incomplete', '/ligands/image'],
  ['a picture of nothing', image({}), 422, 'picture-incomplete', '/ligands/image'],
  ['a PNG and pixels', image({ png: base64(good), ...pixels }), 422, 'picture-incomplete', '/ligands/image'],
  ['a PNG and a size', image({ png: base64(good), width: 2 }), 422, 'picture-incomplete', '/ligands/image'],
  [
    'a pixel of an unknown grey',
    image({ ...pixels, pixels: [0, 254] }),
    422,
    'unknown-level',
    '/ligands/image/levels',
  ],
  [
    'a grey given twice',
    image({ ...pixels, levels: [...levels, levels[0]] }),
    422,
    'level-twice',
    '/ligands/image/levels/2/value',
  ],
]

describe('a submission is refused, by the field, for', () => {
  test.each([...shapes, ...ranges, ...meanings])('%s', async (_, body, status, code, path) => {
    const problem = await client.refusal('/v1/attacks', { body }, status, code)
    expect(problem.errors).toHaveLength(1)
    expect(problem.errors![0]!.path).toBe(path)
    expect(problem.errors![0]!.message).not.toBe('')
  })

  test.each([
    ['/ligands/bindingTimes/0', JSON.stringify(ligands({ bindingTimes: [4] })).replace('[4]', '[1e999]')],
    ['/ligands/bindingTimes/1', JSON.stringify(ligands({ bindingTimes: [4, 5] })).replace('5]', '-1e999]')],
    [
      '/bounds/upper',
      JSON.stringify({ ...emptyReceptors(2, 1, 0), bounds: { upper: 8 } }).replace('8}', '1e999}'),
    ],
    ['/options/stepSize', JSON.stringify(options({ stepSize: 8 })).replace('8}', '1e999}')],
  ])('an infinite number at %s, which JSON can write', async (path, body) => {
    const problem = await client.refusal('/v1/attacks', { body }, 400, 'wrong-shape')
    expect(problem.errors?.[0]?.path).toBe(path)
  })

  test('more ligands than a job may hold', async () => {
    const body = ligands({ populations: [population({ count: 6e6 }), population({ count: 6e6 })] })
    const problem = await client.refusal('/v1/attacks', { body }, 422, 'too-many-ligands')
    expect(problem.errors?.[0]?.path).toBe('/ligands')
  })

  test('ten million ligands times a million iterations, with the cost and the cap', async () => {
    const body = {
      ...ligands({ populations: [population({ count: 10_000_000 })] }),
      options: { maxIterations: 1_000_000 },
    }
    const problem = await client.refusal('/v1/attacks', { body }, 422, 'too-dear')
    expect(problem).toMatchObject({ cost: 1e13, cap: 1e12 })
    expect(problem.detail).toContain('ligands × maxIterations')
  })

  test('a cost one above the cap, and is accepted at the cap', async () => {
    const modest = await openClient({ mostCost: 200 * 2000, workers: 1 })
    expect((await modest.submit(shortDescent(1), 30)).status).toBe(200)
    const body = { ...shortDescent(1), options: { maxIterations: 2001 } }
    const problem = await modest.refusal('/v1/attacks', { body }, 422, 'too-dear')
    expect(problem).toMatchObject({ cost: 200 * 2001, cap: 200 * 2000 })
    await modest.service.close()
  })
})

test('a job that a worker might hold more for than is allowed is refused, with how much and the cap', async () => {
  const body = shortDescent(1)
  const memory = kindFor(body.kind, body).memory(body, new Map())
  const roomy = await openClient({ mostMemory: memory, workers: 1 })
  expect((await roomy.submit(body, 30)).status).toBe(200)
  await roomy.service.close()
  const narrow = await openClient({ mostMemory: memory - 1, workers: 1 })
  const problem = await narrow.refusal('/v1/attacks', { body }, 422, 'too-large')
  expect(problem).toMatchObject({ memory, cap: memory - 1 })
  expect(problem.detail).toContain('ligands × (200 + 32 × snapshots)')
  const { jobs } = (await narrow.send('/v1/jobs')).json() as { jobs: unknown[] }
  expect(jobs).toEqual([])
  await narrow.service.close()
})

describe('a body is refused', () => {
  const post = (body: string | Uint8Array, headers: Record<string, string> = {}) => ({
    method: 'POST',
    body,
    headers,
  })

  test.each([
    ['that is broken', '{"kind": "fgsm",'],
    ['that is empty', ''],
    ['with a comment', '{"kind": "fgsm" /* the simplest */}'],
    ['with a number that JSON does not have', '{"seed": NaN}'],
    ['that would change a prototype', '{"kind": "fgsm", "__proto__": {"seed": 1}}'],
    [
      'that would change a prototype further down',
      '{"kind": "fgsm", "options": {"__proto__": {"epsilon": 1}}}',
    ],
    ['that would change it through the constructor', '{"constructor": {"prototype": {"seed": 1}}}'],
  ])('%s', async (_, body) => {
    await client.refusal('/v1/attacks', post(body), 400, 'invalid-json')
  })

  test.each([['null'], ['[]'], ['"text"'], ['7']])('that is %s, not an object', async (body) => {
    const problem = await client.refusal('/v1/attacks', post(body), 400, 'wrong-shape')
    expect(problem.errors?.[0]?.path).toBe('')
  })

  test.each([['text/plain'], ['application/x-www-form-urlencoded'], ['application/xml'], ['']])(
    'whose content type is “%s”',
    async (type) => {
      const body = new TextEncoder().encode(JSON.stringify(shortDescent(1)))
      const options = post(body, { 'content-type': type })
      await client.refusal('/v1/attacks', options, 415, 'unsupported-media-type')
    },
  )

  test('over the limit, on every route that takes one', async () => {
    const body = JSON.stringify(ligands({ bindingTimes: new Array(BODY_LIMIT / 2).fill(4) }))
    for (const path of ['/v1/attacks', '/v1/models/adaptive-proofreading/evaluate']) {
      const problem: ProblemBody = await client.refusal(path, post(body), 413, 'body-too-large')
      expect(problem.title).toBe('Body too large')
    }
  })
})
