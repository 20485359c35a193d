import { beforeAll, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import type { Network } from '../../src/core/digits/network.ts'
import { randomNetwork } from '../networks.ts'
import { type Client, openClient } from './client.ts'
import { uploadNetwork } from './digit-jobs.ts'

/*
 * Weights that are finite, and scores that are not: as margins they would count as right or wrong without being either.
 */

let client: Client
beforeAll(async () => {
  client = await openClient({ workers: 1 })
  await uploadNetwork(client, 'small', randomNetwork([4]))
  await uploadNetwork(client, 'huge', scaled(randomNetwork(), 1e300))
  await uploadNetwork(client, 'infinite', scaled(randomNetwork(), 1e308))
  // ∞ − ∞ before a rectified unit.
  await uploadNetwork(client, 'hidden-nan', scaled(randomNetwork([5, 5]), 1e200))
})

function scaled(network: Network, by: number): Network {
  return {
    ...network,
    layers: network.layers.map((layer) => ({ ...layer, weights: layer.weights.map((w) => w * by) })),
  }
}

/** What a job on such a network fails with. */
async function failure(name: string, body: object) {
  const spec = { seed: 1, target: { classifier: name }, digits: { count: 1 }, ...body }
  const job = (await client.submit(spec, 30)).json<JobResource>()
  expect(job.status).toBe('failed')
  return job.error
}

test.each(['huge', 'infinite', 'hidden-nan'])('attacks on “%s” fail instead of counting', async (name) => {
  for (const body of [
    { kind: 'fgsm', options: { epsilon: 0.1 } },
    { kind: 'pgd', options: { epsilon: 1, norm: 'l2', steps: 2, restarts: 0 } },
    { kind: 'minimal', options: { norm: 'l2' } },
    { kind: 'few-coordinate', options: { epsilon: 1, candidates: 4 } },
    { kind: 'random', options: { epsilon: 0.1, draws: 2 } },
  ]) {
    expect(await failure(name, body)).toMatchObject({
      status: 422,
      code: 'scores-overflow',
      detail: expect.stringContaining('image 0'),
      errors: [{ path: '/target/classifier' }],
    })
  }
})

test('an attack made with the help of one fails', async () => {
  const target = { classifier: 'small' }
  const body = { kind: 'transfer', target, options: { epsilon: 0.1, from: 'hidden-nan' } }
  expect(await failure('small', body)).toMatchObject({
    code: 'scores-overflow',
    errors: [{ path: '/options/from' }],
  })
})

test('a robustness matrix fails, in the column that names one', async () => {
  const column = { target: { classifier: 'small' }, inputs: 2 }
  const matrix = (change: object) => ({
    kind: 'robustness-matrix',
    seed: 1,
    target: undefined,
    digits: undefined,
    attacks: ['transfer'],
    targets: [
      { ...column, transferFrom: 'small' },
      { ...column, transferFrom: 'small', ...change },
    ],
    options: { steps: 2, restarts: 0, queries: 2, draws: 2 },
  })
  for (const [change, path] of [
    [{ target: { classifier: 'huge' } }, '/targets/1/target/classifier'],
    [{ transferFrom: 'hidden-nan' }, '/targets/1/transferFrom'],
  ] as const) {
    expect(await failure('small', matrix(change))).toMatchObject({
      code: 'scores-overflow',
      errors: [{ path }],
    })
  }
})

test.each([
  [{ kind: 'certificate', epsilon: 0.1 }, 'image 0'],
  [{ kind: 'flatness', draws: 2 }, 'image 0'],
  [{ kind: 'walk', digits: undefined, from: { index: 3 }, to: { index: 5 } }, 'from image 3 to image 5'],
  [
    {
      kind: 'landscape',
      digits: undefined,
      image: { index: 4 },
      plane: { corners: { points: { x: 3, y: 3 } } },
    },
    'image 4',
  ],
])('%j fails', async (body, where) => {
  expect(await failure('hidden-nan', body)).toMatchObject({
    code: 'scores-overflow',
    detail: expect.stringContaining(where),
    errors: [{ path: '/target/classifier' }],
  })
})
