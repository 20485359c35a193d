import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomNetwork } from '../networks.ts'
import { type Client, type JobPage, openClient } from './client.ts'
import { uploadNetwork } from './digit-jobs.ts'
import { cell } from './specs.ts'

let client: Client
beforeAll(async () => {
  client = await openClient({ workers: 1 })
  await uploadNetwork(client, 'small', randomNetwork([4]))
  await uploadNetwork(client, 'steep', randomNetwork([4], 1, { n: 10, theta: 0.5 }))
  await uploadNetwork(client, 'other-digits', randomNetwork([3]), [1, 7])
})
// Nothing that is refused leaves a trace, not even the training of a ready-made classifier that it names.
afterAll(async () => {
  expect((await client.send('/v1/jobs')).json<JobPage>()).toEqual({ jobs: [], next: null })
})

function attack(kind: string, options: object, change: object = {}) {
  return { kind, seed: 5, target: { classifier: 'small' }, digits: { count: 5 }, options, ...change }
}

type Refused = readonly [body: object, code: string, path: string]

const fgsm = (change: object, options: object = { epsilon: 0.1 }) => attack('fgsm', options, change)
const on = (classifier: string) => ({ target: { classifier } })
const digits = (given: object) => fgsm({ digits: given })

/** Refused as 422. */
const REFUSED: Refused[] = [
  [fgsm(on('nobody')), 'no-such-classifier', '/target/classifier'],
  [fgsm(on('Small')), 'out-of-range', '/target/classifier'],
  [attack('transfer', { epsilon: 0.1, from: 'nobody' }), 'no-such-classifier', '/options/from'],
  [attack('transfer', { epsilon: 0.1, from: 'other-digits' }), 'other-labels', '/options/from'],
  [fgsm(on('other-digits')), 'other-labels', '/target/classifier'],
  [digits({ labels: [7, 3] }), 'other-labels', '/target/classifier'],
  [digits({ labels: [3, 8] }), 'other-labels', '/target/classifier'],
  [digits({ labels: [3, 3] }), 'out-of-range', '/digits/labels'],
  [digits({ labels: [3] }), 'out-of-range', '/digits/labels'],
  [digits({ labels: [3, 10] }), 'out-of-range', '/digits/labels/1'],
  [digits({ count: 0 }), 'out-of-range', '/digits/count'],
  [digits({ count: 2039 }), 'too-many-images', '/digits/count'],
  [digits({ first: 2030, count: 9 }), 'too-many-images', '/digits/count'],
  [digits({ first: 2038 }), 'too-many-images', '/digits/first'],
  [digits({ first: -1 }), 'out-of-range', '/digits/first'],
  [digits({ split: 'train', count: 12_397 }), 'too-many-images', '/digits/count'],
  [digits({ examples: 1001 }), 'out-of-range', '/digits/examples'],
  [
    fgsm({ digits: { count: 1000, examples: 1000 } }, { epsilon: new Array(20).fill(0.1) }),
    'too-many-examples',
    '/digits/examples',
  ],
  [fgsm({}, { epsilon: -0.1 }), 'out-of-range', '/options/epsilon'],
  [fgsm({}, { epsilon: 1.1 }), 'out-of-range', '/options/epsilon'],
  [fgsm({}, { epsilon: [0.1, 1.1] }), 'out-of-range', '/options/epsilon/1'],
  [fgsm({}, { epsilon: [] }), 'out-of-range', '/options/epsilon'],
  [attack('class-mean', { epsilon: 2 }), 'out-of-range', '/options/epsilon'],
  [attack('pgd', { epsilon: 1.1 }), 'wrong-size', '/options/epsilon'],
  [attack('pgd', { epsilon: [0.1, 1.1], norm: 'linf' }), 'wrong-size', '/options/epsilon/1'],
  [attack('pgd', { epsilon: 28.1, norm: 'l2' }), 'out-of-range', '/options/epsilon'],
  [attack('pgd', { epsilon: 0.1, steps: 0 }), 'out-of-range', '/options/steps'],
  [attack('random', { epsilon: 1.5 }), 'wrong-size', '/options/epsilon'],
  [attack('random', { epsilon: 28.5, norm: 'l2' }), 'wrong-size', '/options/epsilon'],
  [attack('random', { epsilon: [1, 2.5], norm: 'l0' }), 'wrong-size', '/options/epsilon/1'],
  [attack('random', { epsilon: 785, norm: 'l0' }), 'out-of-range', '/options/epsilon'],
  [attack('few-coordinate', { epsilon: 785 }), 'out-of-range', '/options/epsilon'],
  [
    attack('few-coordinate', { epsilon: 2, population: 8 }),
    'option-of-another-method',
    '/options/population',
  ],
  [
    attack('few-coordinate', { epsilon: 2, method: 'differential-evolution', candidates: 8 }),
    'option-of-another-method',
    '/options/candidates',
  ],
  [fgsm({ bounds: { lower: 0.1 } }), 'outside-bounds', '/bounds/lower'],
  [fgsm({ bounds: { upper: 0.9 } }), 'outside-bounds', '/bounds/upper'],
  [fgsm({ bounds: { lower: -11 } }), 'out-of-range', '/bounds/lower'],
  [fgsm({ ...on('steep'), bounds: { lower: -0.1 } }), 'negative-pixels', '/bounds/lower'],
  [fgsm({ ...on('mlp-hill-2'), bounds: { lower: -0.1 } }), 'negative-pixels', '/bounds/lower'],
  [
    attack('transfer', { epsilon: 0.1, from: 'steep' }, { bounds: { lower: -0.1 } }),
    'negative-pixels',
    '/bounds/lower',
  ],
]

const LIGANDS = { mixture: [{ bindingTime: 3.5, quantity: 10 }] }

/** Refused as 400. */
const MISSHAPEN: [body: object, path: string][] = [
  [fgsm({ ligands: LIGANDS }), '/ligands'],
  [{ ...fgsm({ target: cell(3, 2), ligands: LIGANDS }) }, '/digits'],
  [attack('class-mean', { epsilon: 0.1 }, { target: cell(3, 2) }), '/target/classifier'],
  [attack('transfer', { epsilon: 0.1, from: 'small' }, { target: cell(3, 2) }), '/target/classifier'],
  [fgsm({ target: undefined }), '/target'],
  [fgsm({ target: { classifier: 'small', model: 'adaptive-proofreading' } }), '/target/model'],
  [fgsm({ target: { classifier: 3 } }), '/target/classifier'],
  [fgsm({ colour: 'red' }), '/colour'],
  [digits({ every: 2 }), '/digits/every'],
  [digits({ split: 'both' }), '/digits/split'],
  [digits({ count: 2.5 }), '/digits/count'],
  [fgsm({}, {}), '/options/epsilon'],
  [fgsm({ options: undefined }), '/options'],
  [fgsm({}, { epsilon: 'much' }), '/options/epsilon'],
  [fgsm({}, { epsilon: 0.1, steps: 3 }), '/options/steps'],
  [fgsm({}, { epsilon: 0.1, norm: 'l2' }), '/options/norm'],
  [attack('few-coordinate', { epsilon: 2.5 }), '/options/epsilon'],
  [attack('minimal', { epsilon: 0.1 }), '/options/epsilon'],
  [attack('minimal', { norm: 'l0' }), '/options/norm'],
  [attack('transfer', { epsilon: 0.1 }), '/options/from'],
  [attack('square', { epsilon: 0.1, restarts: 3 }), '/options/restarts'],
  [fgsm({ bounds: { middle: 0.5 } }), '/bounds/middle'],
]

describe('an attack on digits is refused', () => {
  const refusal = async (body: object, status: number, code: string, path: string) => {
    const { errors } = await client.refusal('/v1/attacks', { body }, status, code)
    expect(errors).toMatchObject([{ path }])
  }

  test.each(REFUSED)('%j as %s', (body, code, path) => refusal(body, 422, code, path))
  test.each(MISSHAPEN)('%j as of the wrong shape', (body, path) => refusal(body, 400, 'wrong-shape', path))

  test('where it is too dear: by the weights of the largest classifier that it looks at', async () => {
    const modest = await openClient({ workers: 1, mostCost: 1 })
    await uploadNetwork(modest, 'small', randomNetwork([4]))
    await uploadNetwork(modest, 'large', randomNetwork([40]))
    for (const [body, cost] of [
      [fgsm({}, { epsilon: [0.1, 0.2] }), 5 * (4 * 785 + 2 * 5) * 2],
      [fgsm(on('large')), 5 * (40 * 785 + 2 * 41)],
      [attack('transfer', { epsilon: 0.1, from: 'large', steps: 3 }), 5 * (40 * 785 + 2 * 41) * 2 * 3],
    ] as const) {
      expect(await modest.refusal('/v1/attacks', { body }, 422, 'too-dear')).toMatchObject({ cost })
    }
    await modest.service.close()
  })
})
