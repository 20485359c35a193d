import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import type {
  DescentTrainingResult,
  EpochFrameSchema,
  PcaSvmTrainingResult,
} from '../../src/api/schemas/training-results.ts'
import type { Network } from '../../src/core/digits/network.ts'
import { randomNetwork } from '../networks.ts'
import { openSocket } from '../socket-client.ts'
import { type Client, openClient } from './client.ts'
import { classifierNamed, networkNamed, uploadNetwork } from './digit-jobs.ts'
import { runJob } from './job-results.ts'
import { longDescent } from './specs.ts'
import { LINEAR, MACHINE, MEMORY, MLP } from './training-specs.ts'

type Descent = Static<typeof DescentTrainingResult>
type Machine = Static<typeof PcaSvmTrainingResult>
type EpochFrame = Static<typeof EpochFrameSchema>

/** A memory of two images, whose steep activation throws its weights further in every step. */
const DIVERGING = {
  kind: 'memory',
  seed: 1,
  digits: { count: 52 },
  exponent: 20,
  memories: 2,
  batchSize: 13,
  epochs: 6,
  optimiser: { method: 'sgd', learningRate: 3, momentum: 0.9 },
}

let client: Client
beforeAll(async () => {
  client = await openClient()
  await uploadNetwork(client, 'small', randomNetwork([4], 2))
  await uploadNetwork(client, 'constant', constantNetwork())
})

/** Its scores are 1 and 0 whatever it sees. */
function constantNetwork(): Network {
  const { hill, layers } = randomNetwork()
  const [layer] = layers
  return { hill, layers: [{ ...layer!, weights: new Float64Array(2 * 784), bias: Float64Array.of(1, 0) }] }
}

/** Trains, and what the service then says of the classifier. */
async function trained<Result>(spec: object) {
  const { result, job, frames, table } = await runJob<Result>(client, spec)
  return { result, job, frames, table, classifier: await classifierNamed(client, job.id) }
}

const digestOf = async (spec: object) => (await trained(spec)).classifier.digest

describe('a training by gradient descent', () => {
  test('tells loss and accuracy of every epoch, and keeps its classifier under its name', async () => {
    const spec = { ...MLP, name: 'mine', epochs: 8 }
    const { job, result, frames, table } = await runJob<Descent>(client, spec)
    const epochs = (await frames()) as EpochFrame[]
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(result).toMatchObject({
      labels: [3, 7],
      images: { training: 300, test: 2038 },
      parameters: 784 * 4 + 4 + 4 * 2 + 2,
      epochs: {
        epoch: epochs.map(({ epoch }) => epoch),
        loss: epochs.map(({ loss }) => loss),
        accuracy: {
          training: epochs.map(({ accuracy }) => accuracy.training),
          test: epochs.map(({ accuracy }) => accuracy.test),
        },
      },
      accuracy: epochs.at(-1)!.accuracy,
      loss: epochs.at(-1)!.loss,
    })
    expect(result.loss).toBeLessThan(epochs[0]!.loss / 2)
    expect(result.accuracy.test).toBeGreaterThan(0.9)
    expect(await table()).toHaveLength(1 + 8)
    expect(job.progress).toMatchObject({ fraction: 1, message: expect.stringContaining('%') })
    expect(await classifierNamed(client, 'mine')).toMatchObject({
      status: 'ready',
      readyMade: false,
      job: job.id,
      labels: [3, 7],
      hill: null,
      layers: [
        { inputs: 784, outputs: 4, power: 1 },
        { inputs: 4, outputs: 2, power: null },
      ],
      provenance: { source: 'trained', job: job.id, seed: 1, spec },
      metrics: { accuracy: result.accuracy, loss: result.loss, images: result.images },
    })
    await client.refusal(`/v1/classifiers/${job.id}`, {}, 404, 'no-such-classifier')
  })

  test('tells what the kept network does to the test images', async () => {
    const { job, result } = await trained<Descent>(LINEAR)
    const attack = { kind: 'fgsm', seed: 1, target: { classifier: job.id }, options: { epsilon: 0 } }
    const { result: attacked } = await runJob<{ accuracy: { clean: number } }>(client, attack)
    expect(attacked.accuracy.clean).toBe(result.accuracy.test)
  })

  test('gives the same weights to the last bit for a seed, drawn or given, and others for another', async () => {
    const drawn = await trained<Descent>({ ...MLP, seed: undefined, noise: 0.1 })
    const again = await trained<Descent>({ ...MLP, seed: drawn.job.seed, noise: 0.1 })
    expect(again.result).toEqual(drawn.result)
    expect(again.classifier.digest).toBe(drawn.classifier.digest)
    expect(await networkNamed(client, again.job.id)).toEqual(await networkNamed(client, drawn.job.id))
    expect(await digestOf({ ...MLP, seed: drawn.job.seed + 1, noise: 0.1 })).not.toBe(drawn.classifier.digest)
  })

  test.each<[string, object, object]>([
    ['a linear network', LINEAR, { layers: [{ inputs: 784, outputs: 2, power: null }] }],
    [
      'two hidden layers behind a Hill input',
      { ...MLP, hidden: [5, 3], hill: { n: 2, theta: 0.25 } },
      { hill: { n: 2, theta: 0.25 }, layers: [{ outputs: 5 }, { inputs: 5, outputs: 3, power: 1 }, {}] },
    ],
    [
      'a memory',
      { ...MEMORY, overlap: 1 },
      {
        layers: [
          { outputs: 6, power: 2 },
          { inputs: 6, power: null },
        ],
      },
    ],
    [
      'a memory of two memories behind a Hill input',
      { ...MEMORY, memories: 2, hill: { n: 1, theta: 10 } },
      { hill: { n: 1, theta: 10 }, layers: [{ outputs: 2 }, {}] },
    ],
    ['other digits', { ...LINEAR, digits: { labels: [1, 0], count: 300 } }, { labels: [1, 0] }],
  ])('makes %s', async (_, spec, shape) => {
    const { classifier, result } = await trained<Descent>(spec)
    expect(classifier).toMatchObject({ hill: null, labels: [3, 7], ...shape })
    expect(result.accuracy.test).toBeGreaterThan(0.8)
  })

  test.each([
    ['gradient descent', { optimiser: { method: 'sgd', learningRate: 0.01, momentum: 0.5 } }],
    ['other rates', { optimiser: { method: 'adam', learningRate: 0.01, beta1: 0.5, beta2: 0.9 } }],
    ['weight decay', { weightDecay: 0.1 }],
    ['noise', { noise: 0.3 }],
    ['one batch of all images', { batchSize: 300 }],
    ['FGSM on half of each batch', { adversarial: { attack: 'fgsm', epsilon: 0.1, share: 0.5 } }],
    ['PGD', { adversarial: { attack: 'pgd', epsilon: 0.05, steps: 2, restarts: 1 } }],
  ])('heeds %s', async (_, change) => {
    const plain = await digestOf(LINEAR)
    const spec = { ...LINEAR, ...change }
    const { classifier, result } = await trained<Descent>(spec)
    expect(classifier.digest).not.toBe(plain)
    expect(result.accuracy.test).toBeGreaterThan(0.7)
    expect(classifier.provenance).toMatchObject({ spec })
  })

  test('against attacks makes a network that resists them', async () => {
    const epsilon = 0.1
    const plain = await trained<Descent>({ ...LINEAR, epochs: 5 })
    const robust = await trained<Descent>({
      ...LINEAR,
      epochs: 10,
      adversarial: { attack: 'fgsm', epsilon },
    })
    const [without, withAttacks] = await Promise.all(
      [plain, robust].map(async ({ job }) => {
        const attack = {
          kind: 'fgsm',
          seed: 1,
          target: { classifier: job.id },
          digits: { count: 300 },
          options: { epsilon },
        }
        const { result } = await runJob<{ accuracy: { attacked: number[] } }>(client, attack)
        return result.accuracy.attacked[0]!
      }),
    )
    expect(withAttacks).toBeGreaterThan(without! + 0.1)
  })

  test('from the weights of another stays near them where it learns little, and leaves that one as it was', async () => {
    const before = await networkNamed(client, 'small')
    const learningRate = 1e-9
    const spec = { ...MLP, warmStart: 'small', epochs: 1, optimiser: { method: 'adam', learningRate } }
    const { job, classifier } = await trained<Descent>(spec)
    const after = await networkNamed(client, job.id)
    const steps = Math.ceil(300 / 32)
    let moved = 0
    for (const [k, { weights }] of before.layers.entries()) {
      for (const [i, weight] of weights.entries()) {
        const by = Math.abs(after.layers[k]!.weights[i]! - weight)
        // Adam moves a weight by its rate at the most in steps as alike as these.
        expect(by).toBeLessThan(2 * steps * learningRate)
        if (by > 0) moved++
      }
    }
    expect(moved).toBeGreaterThan(0)
    const source = await classifierNamed(client, 'small')
    expect(classifier.digest).not.toBe(source.digest)
    expect(await networkNamed(client, 'small')).toEqual(before)
    // The seed has no part in where it starts.
    expect(await digestOf({ ...spec, batchSize: 300, seed: 9 })).toBe(
      await digestOf({ ...spec, batchSize: 300 }),
    )
  })

  test('with a size of 0 is attacked by nothing', async () => {
    const adversarial = { attack: 'pgd', epsilon: 0, steps: 2 }
    expect(await digestOf({ ...LINEAR, adversarial })).toBe(await digestOf(LINEAR))
  })
})

describe('a machine on principal components', () => {
  test('is a linear network, the same for every seed', async () => {
    const { result, classifier, frames, table } = await trained<Machine>({ ...MACHINE, components: 3 })
    expect(classifier).toMatchObject({
      hill: null,
      layers: [
        { inputs: 784, outputs: 3, power: null },
        { inputs: 3, outputs: 2, power: null },
      ],
      metrics: { accuracy: result.accuracy, images: { training: 300, test: 2038 } },
    })
    expect(result.accuracy.test).toBeGreaterThan(0.9)
    expect(result.boundary).toBeNull()
    expect(await frames()).toEqual([{ accuracy: result.accuracy, boundary: null }])
    expect(await table()).toHaveLength(2)
    const again = await trained<Machine>({ ...MACHINE, components: 3, seed: 2 })
    expect(again.classifier.digest).toBe(classifier.digest)
    expect(await digestOf({ ...MACHINE, components: 3, penalty: 1e-4 })).not.toBe(classifier.digest)
  })

  test('learns from images attacked against another, and tells by how much its boundary has turned', async () => {
    await client.finish({ ...MACHINE, name: 'machine' })
    const attacked = (epsilon: number, from = 'machine') =>
      trained<Machine>({ ...MACHINE, adversarial: { attack: 'fgsm', epsilon, from } })
    const none = await attacked(0)
    expect(none.classifier.digest).toBe((await classifierNamed(client, 'machine')).digest)
    expect(none.result.boundary!.tilt).toBeLessThan(1e-6)
    expect(none.result.boundary!.tiltAmongComponents).toBeLessThan(1e-6)
    const { result } = await attacked(0.1)
    expect(result.boundary!.tilt).toBeGreaterThan(1)
    await client.finish({ ...LINEAR, name: 'straight' })
    const beside = await attacked(0.1, 'straight')
    expect(beside.result.boundary).toMatchObject({ tilt: expect.any(Number), tiltAmongComponents: null })
  })

  test.each([
    [{ penalty: 1e-300 }, 'svm-not-converged', '/penalty'],
    [{ digits: { count: 2 }, components: 1 }, 'svm-one-class', '/digits/count'],
  ])('fails with %j, and says where', async (change, code, path) => {
    const job = (await client.submit({ ...MACHINE, ...change }, 30)).json<JobResource>()
    expect(job.error).toMatchObject({ status: 422, code, errors: [{ path }] })
  })

  test('fails beside a network that has no boundary', async () => {
    const spec = { ...MACHINE, adversarial: { attack: 'fgsm', epsilon: 0.1, from: 'constant' } }
    const job = (await client.submit(spec, 30)).json<JobResource>()
    expect(job.error).toMatchObject({ code: 'no-angle', errors: [{ path: '/adversarial/from' }] })
  })
})

test('a memory without an image of one digit to begin from fails, and says so', async () => {
  const job = (await client.submit({ ...MEMORY, digits: { count: 1 } }, 30)).json<JobResource>()
  expect(job).toMatchObject({
    status: 'failed',
    error: { status: 422, code: 'no-image-of-class', errors: [{ path: '/digits/count' }] },
  })
  await client.refusal(`/v1/classifiers/${job.id}`, {}, 404, 'no-such-classifier')
})

test.each([
  ['whose loss is no longer finite', DIVERGING, 1, 'the loss is no longer finite'],
  [
    'whose loss is beyond reason',
    { ...DIVERGING, exponent: 10, optimiser: { ...DIVERGING.optimiser, learningRate: 0.01 } },
    2,
    'the mean loss is 4.56e+11',
  ],
])('a training %s fails, and says in which epoch', async (_, spec, epoch, what) => {
  const job = (await client.submit(spec, 30)).json<JobResource>()
  expect(job).toMatchObject({
    status: 'failed',
    error: {
      status: 422,
      code: 'diverged',
      detail: expect.stringContaining(`in epoch ${epoch}: ${what}`),
      errors: [{ path: '/optimiser/learningRate' }],
    },
  })
  await client.refusal(`/v1/classifiers/${job.id}`, {}, 404, 'no-such-classifier')
  // The epochs before were told of.
  const socket = openSocket(client.service.url, job.links.stream)
  await socket.closed
  expect(socket.messages.filter(({ type }) => type === 'frame')).toHaveLength(epoch - 1)
})

describe('while a training has not ended', () => {
  let busy: Client
  let blocking: JobResource
  beforeAll(async () => {
    busy = await openClient({ workers: 1 })
    blocking = (await busy.submit(longDescent())).json()
    await busy.until(blocking.id, 'running')
  })

  test('its name is taken, others may name it, and what waited for one that diverges fails', async () => {
    const training = (await busy.submit({ ...DIVERGING, name: 'lost' })).json<JobResource>()
    const again = await busy.refusal(
      '/v1/trainings',
      { body: { ...LINEAR, name: 'lost' } },
      409,
      'name-taken',
    )
    expect(again.errors).toMatchObject([{ path: '/name' }])
    expect(await classifierNamed(busy, 'lost')).toMatchObject({ status: 'training', job: training.id })
    const attack = {
      kind: 'fgsm',
      seed: 1,
      target: { classifier: 'lost' },
      digits: { count: 5 },
      options: { epsilon: 0.1 },
    }
    const waiting = (await busy.submit(attack)).json<JobResource>()
    const heir = (await busy.submit({ ...DIVERGING, name: 'heir', warmStart: 'lost' })).json<JobResource>()
    await busy.send(blocking.links.self, { method: 'DELETE' })
    expect((await busy.until(training.id, 'failed')).error).toMatchObject({ code: 'diverged' })
    for (const [{ id }, path] of [
      [waiting, '/target/classifier'],
      [heir, '/warmStart'],
    ] as const) {
      expect((await busy.until(id, 'failed')).error).toMatchObject({
        status: 422,
        code: 'no-such-classifier',
        errors: [{ path }],
      })
    }
    await busy.refusal('/v1/classifiers/lost', {}, 404, 'no-such-classifier')
    // The name is free again.
    await busy.finish({ ...LINEAR, name: 'lost' })
  })

  test('it can be cancelled, and leaves no classifier', async () => {
    const spec = { ...MLP, name: 'gone', digits: {}, epochs: 5000 }
    const training = (await busy.submit(spec)).json<JobResource>()
    const socket = openSocket(busy.service.url, training.links.stream)
    await socket.first('frame')
    const answer = await busy.send(training.links.self, { method: 'DELETE' })
    expect(answer.json<JobResource>()).toMatchObject({ status: 'cancelled', error: null })
    await socket.closed
    expect(socket.messages.at(-1)).toMatchObject({ type: 'end', status: 'cancelled' })
    await busy.refusal('/v1/classifiers/gone', {}, 404, 'no-such-classifier')
    await busy.finish({ ...LINEAR, name: 'gone' })
  })
})
