import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomNetwork } from '../networks.ts'
import { type Client, type JobPage, openClient } from './client.ts'
import { uploadNetwork } from './digit-jobs.ts'
import { DIGITS, LINEAR, MACHINE, MEMORY, MLP } from './training-specs.ts'

let client: Client
let modest: Client
beforeAll(async () => {
  client = await openClient({ workers: 1 })
  modest = await openClient({ workers: 1, mostCost: 1 })
  await uploadNetwork(client, 'small', randomNetwork([4]))
  await uploadNetwork(client, 'other-digits', randomNetwork([4]), [1, 2])
  await uploadNetwork(client, 'filtered', randomNetwork([4], 1, { n: 2, theta: 0.5 }))
  await uploadNetwork(client, 'squared', randomNetwork([4], 1, null, 2))
})
// Nothing that is refused leaves a trace, not even the training of a ready-made classifier that it names.
afterAll(async () => {
  expect((await client.send('/v1/jobs')).json<JobPage>()).toEqual({ jobs: [], next: null })
})

type Row = readonly [body: object, code: string, path: string]

const labels = (given: readonly number[]) => ({ ...LINEAR, digits: { labels: given } })

/** Refused as 422. */
const RANGES: Row[] = [
  [labels([3, 12]), 'out-of-range', '/digits/labels/1'],
  [labels([-1, 7]), 'out-of-range', '/digits/labels/0'],
  [labels([3]), 'out-of-range', '/digits/labels'],
  [labels([3, 5, 7]), 'out-of-range', '/digits/labels'],
  [labels([3, 3]), 'out-of-range', '/digits/labels'],
  [{ ...LINEAR, digits: { count: 0 } }, 'out-of-range', '/digits/count'],
  [{ ...LINEAR, name: 'Mine' }, 'out-of-range', '/name'],
  [{ ...LINEAR, epochs: 0 }, 'out-of-range', '/epochs'],
  [{ ...LINEAR, batchSize: 0 }, 'out-of-range', '/batchSize'],
  [{ ...LINEAR, weightDecay: 1.5 }, 'out-of-range', '/weightDecay'],
  [{ ...LINEAR, noise: -0.1 }, 'out-of-range', '/noise'],
  [{ ...LINEAR, hill: { n: 0.5, theta: 0.5 } }, 'out-of-range', '/hill/n'],
  [{ ...LINEAR, hill: { n: 2, theta: 0 } }, 'out-of-range', '/hill/theta'],
  [{ ...LINEAR, optimiser: { method: 'adam', learningRate: 0 } }, 'out-of-range', '/optimiser/learningRate'],
  [{ ...LINEAR, optimiser: { method: 'sgd', learningRate: -1 } }, 'out-of-range', '/optimiser/learningRate'],
  [
    { ...LINEAR, optimiser: { method: 'sgd', learningRate: 1e200 } },
    'out-of-range',
    '/optimiser/learningRate',
  ],
  [{ ...LINEAR, optimiser: { method: 'sgd', momentum: 1 } }, 'out-of-range', '/optimiser/momentum'],
  [{ ...LINEAR, optimiser: { method: 'adam', beta2: 1 } }, 'out-of-range', '/optimiser/beta2'],
  [{ ...LINEAR, adversarial: { attack: 'pgd', epsilon: 1.5 } }, 'out-of-range', '/adversarial/epsilon'],
  [
    { ...LINEAR, adversarial: { attack: 'pgd', epsilon: 0.1, share: 2 } },
    'out-of-range',
    '/adversarial/share',
  ],
  [{ ...MLP, hidden: [] }, 'out-of-range', '/hidden'],
  [{ ...MLP, hidden: [4, 0] }, 'out-of-range', '/hidden/1'],
  [{ ...MEMORY, exponent: 1 }, 'out-of-range', '/exponent'],
  [{ ...MEMORY, memories: 1 }, 'out-of-range', '/memories'],
  [{ ...MEMORY, overlap: 0 }, 'out-of-range', '/overlap'],
  [{ ...MACHINE, components: 0 }, 'out-of-range', '/components'],
  [{ ...MACHINE, components: 51 }, 'out-of-range', '/components'],
  [{ ...MACHINE, penalty: 0 }, 'out-of-range', '/penalty'],
]

const MEANINGS: Row[] = [
  [{ ...LINEAR, digits: { count: 12_397 } }, 'too-many-images', '/digits/count'],
  [{ ...MACHINE, digits: { labels: [1, 5], count: 12_164 } }, 'too-many-images', '/digits/count'],
  [{ ...MACHINE, digits: { count: 10 }, components: 10 }, 'component-count', '/components'],
  [{ ...LINEAR, name: 'mlp-plain' }, 'reserved-name', '/name'],
  [{ ...MLP, warmStart: 'nobody' }, 'no-such-classifier', '/warmStart'],
  [{ ...MLP, warmStart: 'other-digits' }, 'other-labels', '/warmStart'],
  [{ ...MLP, warmStart: 'small', digits: { labels: [7, 3], count: 300 } }, 'other-labels', '/warmStart'],
  [{ ...MLP, warmStart: 'small', hidden: [5] }, 'other-shape', '/warmStart'],
  [{ ...MLP, warmStart: 'small', hidden: [4, 4] }, 'other-shape', '/warmStart'],
  [{ ...MLP, warmStart: 'filtered' }, 'other-shape', '/warmStart'],
  [{ ...MLP, warmStart: 'filtered', hill: { n: 2, theta: 0.4 } }, 'other-shape', '/warmStart'],
  [{ ...MLP, warmStart: 'squared' }, 'other-shape', '/warmStart'],
  [{ ...LINEAR, warmStart: 'pca-svm' }, 'other-shape', '/warmStart'],
  [
    { ...MACHINE, adversarial: { attack: 'fgsm', epsilon: 0.1, from: 'small' } },
    'not-linear',
    '/adversarial/from',
  ],
  [
    { ...MACHINE, adversarial: { attack: 'fgsm', epsilon: 0.1, from: 'mlp-hill-2' } },
    'not-linear',
    '/adversarial/from',
  ],
  [
    { ...MACHINE, adversarial: { attack: 'fgsm', epsilon: 0.1, from: 'nobody' } },
    'no-such-classifier',
    '/adversarial/from',
  ],
  [
    { ...LINEAR, adversarial: { attack: 'fgsm', epsilon: 0.1, steps: 3 } },
    'option-of-another-method',
    '/adversarial/steps',
  ],
  [
    { ...LINEAR, adversarial: { attack: 'fgsm', epsilon: 0.1, restarts: 0 } },
    'option-of-another-method',
    '/adversarial/restarts',
  ],
  [
    { ...MEMORY, exponent: 3, memories: 4, overlap: 1, warmStart: 'squared' },
    'option-of-another-method',
    '/overlap',
  ],
  [{ ...MLP, hidden: [2000, 2000] }, 'network-too-large', '/hidden'],
  [{ ...MLP, hidden: [2000, 1000], batchSize: 10_000 }, 'batch-too-large', '/batchSize'],
]

/** Refused as 400: a field that is missing, of another kind, or unknown. */
const SHAPES: [body: object, path: string][] = [
  [{ ...MLP, hidden: undefined }, '/hidden'],
  [{ ...MLP, hidden: 4 }, '/hidden'],
  [{ ...MEMORY, exponent: undefined }, '/exponent'],
  [{ ...LINEAR, hidden: [4] }, '/hidden'],
  [{ ...LINEAR, exponent: 3 }, '/exponent'],
  [{ ...MLP, memories: 10 }, '/memories'],
  [{ ...MACHINE, epochs: 3 }, '/epochs'],
  [{ ...MACHINE, hill: { n: 2, theta: 0.5 } }, '/hill'],
  [{ ...MACHINE, warmStart: 'small' }, '/warmStart'],
  [{ ...LINEAR, hill: { n: 2 } }, '/hill/theta'],
  [{ ...LINEAR, optimiser: { method: 'adam', momentum: 0.5 } }, '/optimiser/momentum'],
  [{ ...LINEAR, optimiser: { method: 'sgd', beta1: 0.5 } }, '/optimiser/beta1'],
  [{ ...LINEAR, optimiser: { method: 'newton' } }, '/optimiser/method'],
  [{ ...LINEAR, adversarial: { attack: 'square', epsilon: 0.1 } }, '/adversarial/attack'],
  [{ ...LINEAR, adversarial: { attack: 'fgsm', epsilon: 0.1, from: 'small' } }, '/adversarial/from'],
  [{ ...MACHINE, adversarial: { attack: 'pgd', epsilon: 0.1, from: 'small' } }, '/adversarial/attack'],
  [{ ...MACHINE, adversarial: { attack: 'fgsm', epsilon: 0.1 } }, '/adversarial/from'],
  [{ ...LINEAR, digits: { ...DIGITS, split: 'test' } }, '/digits/split'],
  [{ ...LINEAR, target: { classifier: 'small' } }, '/target'],
]

describe('a training is refused', () => {
  const refusal = async (body: object, status: number, code: string, path: string) => {
    const { errors } = await client.refusal('/v1/trainings', { body }, status, code)
    expect(errors).toMatchObject([{ path }])
  }

  test.each([...RANGES, ...MEANINGS])('%j as %s', (body, code, path) => refusal(body, 422, code, path))
  test.each(SHAPES)('%j as of the wrong shape', (body, path) => refusal(body, 400, 'wrong-shape', path))

  test('under the name of a classifier that is kept', async () => {
    await refusal({ ...LINEAR, name: 'small' }, 409, 'name-taken', '/name')
  })

  test('where it is too dear, and told the cost and the cap', async () => {
    const body = { ...MLP, digits: {}, hidden: [2000, 1000], epochs: 10_000 }
    const problem = await client.refusal('/v1/trainings', { body }, 422, 'too-dear')
    const weights = 784 * 2000 + 2000 + 2000 * 1000 + 1000 + 2 * 1000 + 2
    expect(problem).toMatchObject({ cost: 12_396 * 10_000 * 3 * weights, cap: 1e12 })
    expect(problem.detail).toContain('images × epochs')
  })

  test.each([
    [{ attack: 'fgsm', epsilon: 0.1 }, 2],
    [{ attack: 'pgd', epsilon: 0.1, steps: 5, restarts: 2, share: 0.5 }, 8.5],
  ])('at a cost that attacks raise: %j', async (adversarial, factor) => {
    const body = { ...LINEAR, adversarial }
    const problem = await modest.refusal('/v1/trainings', { body }, 422, 'too-dear')
    expect(problem).toMatchObject({ cost: 300 * 2 * 3 * 1570 * factor, cap: 1 })
  })
})
