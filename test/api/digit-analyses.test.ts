import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import { documentOf, readDocument } from '../../src/api/classifier-document.ts'
import type { ClassifierDocument } from '../../src/api/schemas/classifier.ts'
import type {
  DigitCertificateResult,
  DigitFlatnessResult,
  DigitLandscapeResult,
  DigitWalkResult,
} from '../../src/api/schemas/digit-analyses.ts'
import type { DigitAttackResult, MinimalDigitsResult } from '../../src/api/schemas/digit-results.ts'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { leastMargin } from '../../src/core/certificates/margin-bounds.ts'
import { imageAt } from '../../src/core/digits/image-set.ts'
import { marginTargets } from '../../src/core/digits/margin-target.ts'
import { pixelBounds } from '../../src/core/digits/pixel-range.ts'
import { loadDigits } from '../../src/data/mnist.ts'
import { networkOf } from '../../src/jobs/classifier.ts'
import { held, randomNetwork } from '../networks.ts'
import { type Client, openClient } from './client.ts'
import { runJob } from './job-results.ts'

type Landscape = Static<typeof DigitLandscapeResult>
type Walk = Static<typeof DigitWalkResult>
type Flatness = Static<typeof DigitFlatnessResult>
type Certificate = Static<typeof DigitCertificateResult>

const PLAIN = { classifier: 'mlp-plain' }
const HILL = { classifier: 'mlp-hill-10' }
/** Its margin is 1 for a three and −1 for a seven, whatever the pixels. */
const CONSTANT = { classifier: 'constant' }

const set = loadDigits([3, 7], 'test')
const [firstThree, firstSeven] = [set.classes.indexOf(0), set.classes.indexOf(1)]

let client: Client
beforeAll(async () => {
  client = await openClient()
  const network = randomNetwork()
  for (const { weights, bias } of network.layers) {
    weights.fill(0)
    bias.set([1, 0])
  }
  const { record, weights } = held('constant', network)
  const { format, name, labels, network: layers } = documentOf(record, weights)
  await client.send('/v1/classifiers', { body: { format, name, labels, network: layers } })
})

/** A stored classifier, as the service gives it. */
async function networkNamed(name: string) {
  const answer = await client.send(`/v1/classifiers/${name}/document`)
  const { record, weights } = readDocument(answer.json<ClassifierDocument>(), '', null)
  return networkOf(record, weights)
}

/** The margin of an image's own digit, or of the digit of another class. */
async function marginIn(name: string) {
  const targets = marginTargets(await networkNamed(name))
  return (x: Float64Array, trueClass: number) => targets[trueClass]!.output(x)
}

const run = async <Result>(body: object) => (await runJob<Result>(client, body)).result
const dot = (u: readonly number[], v: readonly number[]) =>
  u.reduce((sum, value, i) => sum + value * v[i]!, 0)

describe('a landscape of a network', () => {
  const corners = (change: object = {}, target: object = PLAIN) => ({
    kind: 'landscape',
    seed: 2,
    target,
    image: { index: firstThree },
    plane: { corners: { points: { x: 15, y: 11 }, ...change } },
  })

  test('through a digit, the next other one and the first attacked has their margins where they lie', async () => {
    const results = await runJob<Landscape>(client, corners())
    const { result } = results
    const margin = await marginIn('mlp-plain')
    const three = imageAt(set, firstThree)
    const next = set.classes.indexOf(1, firstThree)
    const seven = imageAt(set, next)
    const [own, other, attacked] = result.corners!
    expect(result).toMatchObject({
      classifier: { name: 'mlp-plain', hill: null },
      threshold: 0,
      outside: 'clip',
      image: { split: 'test', index: firstThree, place: set.indices[firstThree], label: 3 },
      x: { unit: '' },
    })
    expect(own).toMatchObject({ x: 0, y: 0, output: margin(three, 0), told: 3, attacked: false })
    expect(other).toMatchObject({ y: 0, output: margin(seven, 0), told: 7, image: { index: next, label: 7 } })
    expect(other!.x).toBeCloseTo(Math.hypot(...seven.map((value, i) => value - three[i]!)), 10)
    expect(attacked).toMatchObject({ told: 7, attacked: true, image: { index: firstThree, label: 3 } })
    // No coordinate moves by more than ε, and most pixels by that much.
    expect(Math.hypot(attacked!.x, attacked!.y)).toBeLessThanOrEqual(0.2 * 28)
    expect(attacked!.output).toBeLessThan(own!.output)
    expect(result.output).toHaveLength(11)
    const figure = await results.figure()
    expect(figure).toContain('margin')
    expect(figure).toContain('attacked (ε = 0.2): told as a 7')
    expect(figure).toMatch(/classifier\smlp-plain,\s3\sagainst\s7/)
    expect(await results.table()).toHaveLength(1 + 15 * 11)
    expect(await results.numbers()).toEqual(result.output.flat())
    expect(await results.frames()).toHaveLength(1)
  })

  test('takes the first image of the other digit where none follows', async () => {
    const last = set.classes.length - 1
    const { corners: found } = await run<Landscape>({ ...corners(), image: { index: last } })
    const other = 1 - set.classes[last]!
    expect(found![1]!.image.index).toBe(set.classes.indexOf(other))
  })

  test('along the gradient and a random direction has the margin of each clipped image', async () => {
    const spec = {
      kind: 'landscape',
      seed: 3,
      target: PLAIN,
      plane: {
        directions: {
          x: { direction: 'gradient', values: [-1, 0, 1] },
          y: { direction: 'random', values: { from: -1, to: 1, points: 3 } },
        },
      },
    }
    const result = await run<Landscape>(spec)
    const margin = await marginIn('mlp-plain')
    const { x: u, y: v } = result.directions!
    expect([dot(u, u), dot(v, v), dot(u, v)]).toAllClose([1, 1, 0], { atol: 1e-12 })
    expect(result).toMatchObject({ outside: 'clip', corners: null, image: { index: 0 } })
    const image = imageAt(set, 0)
    const expected = [-1, 0, 1].map((b) =>
      [-1, 0, 1].map((a) =>
        margin(
          image.map((value, i) => Math.min(1, Math.max(0, value + a * u[i]! + b * v[i]!))),
          set.classes[0]!,
        ),
      ),
    )
    expect(result.output.flat()).toAllClose(expected.flat(), { rtol: 1e-12 })
    expect(result.output[1]![1]).toBeLessThan(result.output[1]![2]!)
    expect(await run<Landscape>(spec)).toEqual(result)
    expect((await run<Landscape>({ ...spec, seed: 4 })).directions!.y).not.toEqual(v)
  })

  test('says at which corner or direction a network that sees nothing leads nowhere', async () => {
    const directed = {
      kind: 'landscape',
      target: CONSTANT,
      plane: {
        directions: { x: { direction: 'random', values: [0] }, y: { direction: 'gradient', values: [0] } },
      },
    }
    expect(await failure(directed)).toMatchObject({
      code: 'no-direction',
      detail: expect.stringMatching(/vanishes.*corners/),
    })
    expect(await failure(corners({ attack: { epsilon: 0.1, steps: 3 } }, CONSTANT))).toMatchObject({
      code: 'no-plane',
      detail: expect.stringContaining('lie on one line'),
    })
  })
})

/** What a job that is accepted fails with. */
async function failure(body: object) {
  const job = (await client.submit(body, 60)).json<JobResource>()
  expect(job.status).toBe('failed')
  return job.error
}

describe('a walk of a network', () => {
  const walk = { kind: 'walk', target: HILL, from: { index: firstThree }, to: { index: firstSeven } }

  test('starts with the margin of its image, and crosses where the digit changes that the network tells', async () => {
    const results = await runJob<Walk>(client, walk)
    const { result } = results
    const margin = await marginIn('mlp-hill-10')
    const [three, seven] = [imageAt(set, firstThree), imageAt(set, firstSeven)]
    expect(result).toMatchObject({
      classifier: { name: 'mlp-hill-10', hill: { n: 10, theta: 0.5 } },
      from: { index: firstThree, label: 3 },
      to: { index: firstSeven, label: 7 },
      threshold: 0,
      unit: '',
    })
    expect(result.output[0]).toBe(margin(three, 0))
    expect(result.output.at(-1)).toBe(margin(seven, 0))
    expect(result.output.at(-1)).toBe(-margin(seven, 1))
    expect([result.told[0], result.told.at(-1)]).toEqual([3, 7])
    const changes = result.told.flatMap((told, i) => (i > 0 && told !== result.told[i - 1] ? [i] : []))
    expect(result.crossings).toHaveLength(changes.length)
    result.crossings.forEach(({ position }, i) => {
      expect(position).toBeGreaterThanOrEqual(result.position[changes[i]! - 1]!)
      expect(position).toBeLessThanOrEqual(result.position[changes[i]!]!)
      const there = three.map((value, pixel) => value + position * (seven[pixel]! - value))
      expect(margin(there, 0)).toBeCloseTo(0, 6)
    })
    const table = await results.table()
    expect(table[0]).toEqual(['position', 'distance', 'output', 'told', 'slope', 'crossing'])
    expect(table).toHaveLength(1 + 201 + changes.length)
    const figure = await results.figure()
    expect(figure).toContain('Walk from a 3 to a 7')
    expect(figure).toContain('margin of the 3')
    expect(await results.frames()).toEqual([
      {
        length: result.length,
        crossings: result.crossings,
        output: { initial: result.output[0], final: result.output.at(-1) },
      },
    ])
  })
})

describe('the flatness of a network', () => {
  const flatness = (target: object, change: object = {}) => ({
    kind: 'flatness',
    seed: 1,
    target,
    digits: { first: 5, count: 2 },
    draws: 20,
    ...change,
  })

  let plain: Flatness

  test('is found around each image, and compared by medians', async () => {
    const results = await runJob<Flatness>(client, flatness(PLAIN))
    const { result } = results
    const margin = await marginIn('mlp-plain')
    expect(result).toMatchObject({
      labels: [3, 7],
      split: 'test',
      first: 5,
      images: 2,
      threshold: 0,
      unit: '',
      radius: 0.1,
      draws: 20,
    })
    const margins = [5, 6].map((i) => margin(imageAt(set, i), set.classes[i]!))
    expect(result.each.map(({ margin }) => margin)).toEqual(margins)
    expect(result.each.map(({ image }) => image.index)).toEqual([5, 6])
    expect(result.median.margin).toBeCloseTo((margins[0]! + margins[1]!) / 2, 12)
    expect(result.right).toBe(margins.filter((value) => value > 0).length)
    const table = await results.table()
    expect(table.map(([index]) => index)).toEqual(['index', '5', '6'])
    expect(await results.figure()).toContain('Medians over 2 images')
    expect(await results.frames()).toEqual(result.each)
    plain = result
  })

  test('has a critical point at black pixels behind a steep Hill input and not without, and a farther boundary', async () => {
    const steep = await run<Flatness>(flatness(HILL))
    expect(plain.median).toMatchObject({ regime: 'no-critical-point', criticalPoints: 0 })
    expect(steep.median).toMatchObject({
      regime: 'critical-point',
      criticalPoints: 2,
      gradientAtFloor: 0,
      pullAtFloor: 0,
    })
    expect(plain.median.vanishing).toBe(0)
    expect(steep.median.vanishing).toBeGreaterThan(0.5)
    expect(steep.median.boundary.linf).toBeGreaterThan(2 * plain.median.boundary.linf!)
    // An image draws from a stream of its own: one that is looked at alone is the same.
    const alone = await run<Flatness>(flatness(HILL, { digits: { first: 6, count: 1 } }))
    expect(alone.each).toEqual([steep.each[1]])
  })
})

describe('the certificate of a network', () => {
  const sizes = [0, 0.02, 0.1]
  const digits = { first: 10, count: 40 }

  test('bounds what any attack leaves, and is made of the least margin of each image', async () => {
    const results = await runJob<Certificate>(client, {
      kind: 'certificate',
      target: HILL,
      digits,
      epsilon: sizes,
    })
    const { result } = results
    const network = await networkNamed('mlp-hill-10')
    const least = sizes.map((epsilon) =>
      Array.from({ length: 40 }, (_, i) =>
        leastMargin(
          network,
          set.classes[10 + i] === 0 ? 0 : 1,
          imageAt(set, 10 + i),
          { epsilon, norm: 'linf' },
          pixelBounds(),
        ),
      ),
    )
    const share = (values: readonly number[]) => values.filter((value) => value > 0).length / 40
    expect(result).toMatchObject({ first: 10, images: 40, epsilon: sizes, norm: 'linf', threshold: 0 })
    expect(result.accuracy.certified).toEqual(least.map(share))
    expect(result.margin.least).toEqual(least.map((values) => Math.min(...values)))
    // An image is certified for the sizes up to its radius.
    expect(result.accuracy.certified.slice(1)).toEqual(
      sizes.slice(1).map((size) => share(result.radius.each.map((radius) => radius - size + 1e-12))),
    )
    const attack = { kind: 'pgd', seed: 1, target: HILL, digits, options: { epsilon: sizes, restarts: 1 } }
    const { accuracy } = await run<Static<typeof DigitAttackResult>>(attack)
    expect(result.accuracy.clean).toBe(accuracy.clean)
    sizes.forEach((_, k) => {
      expect(result.accuracy.certified[k]).toBeLessThanOrEqual(accuracy.attacked[k]!)
      expect(accuracy.attacked[k]).toBeLessThanOrEqual(accuracy.clean)
    })
    expect(result.accuracy.certified).toEqual(accuracy.certified)
    const table = await results.table()
    expect(table.map(([epsilon]) => epsilon)).toEqual(['epsilon', ...sizes.map(String)])
    await results.figure()
    const frames = (await results.frames()) as { right: { clean: number; certified: number[] } }[]
    const total = frames.reduce((sum, { right }) => sum + right.clean, 0)
    expect(total / 40).toBe(result.accuracy.clean)
  })

  test.each(['linf', 'l2'] as const)(
    'has radii in %s that no smallest perturbation is below',
    async (norm) => {
      const few = { first: 0, count: 4 }
      const { radius } = await run<Certificate>({
        kind: 'certificate',
        target: PLAIN,
        digits: few,
        epsilon: 0.1,
        norm,
      })
      const { smallest } = await run<Static<typeof MinimalDigitsResult>>({
        kind: 'minimal',
        target: PLAIN,
        digits: few,
        options: { norm, restarts: 0 },
      })
      radius.each.forEach((size, i) => {
        expect(size).toBeGreaterThan(0)
        expect(size).toBeLessThanOrEqual(smallest.sizes[i]!)
      })
    },
  )

  test('counts pixels in l0, and takes wider bounds', async () => {
    const l0 = { kind: 'certificate', target: PLAIN, digits, epsilon: [0, 1, 5], norm: 'l0' }
    const { radius, accuracy } = await run<Certificate>(l0)
    expect(radius.each.every(Number.isInteger)).toBe(true)
    expect(accuracy.certified[0]).toBe(accuracy.clean)
    const wide = await run<Certificate>({ ...l0, bounds: { upper: 5 } })
    expect(wide.bounds).toEqual({ lower: 0, upper: 5 })
    expect(wide.radius.each.every((size, i) => size <= radius.each[i]!)).toBe(true)
  })
})

describe('an analysis of a network', () => {
  const landscape = { kind: 'landscape', target: PLAIN, plane: { corners: {} } }
  const walk = { kind: 'walk', target: PLAIN, from: { index: 0 }, to: { index: 1 } }
  const flatness = { kind: 'flatness', target: PLAIN }
  const certificate = { kind: 'certificate', target: PLAIN, epsilon: 0.1 }

  test.each([
    [{ ...landscape, image: { index: 2038 } }, 'no-such-image', '/image/index'],
    [{ ...walk, to: { index: 2038 } }, 'no-such-image', '/to/index'],
    [{ ...walk, to: { index: 0 } }, 'no-direction', '/to'],
    [{ ...flatness, digits: { first: 2030, count: 9 } }, 'too-many-images', '/digits/count'],
    [{ ...flatness, digits: { first: 2030 } }, 'too-many-images', '/digits/first'],
    [{ ...certificate, digits: { first: 2038 } }, 'too-many-images', '/digits/first'],
    [{ ...landscape, image: { labels: [7, 3] } }, 'other-labels', '/target/classifier'],
    [{ ...walk, from: { labels: [1, 2] } }, 'other-labels', '/target/classifier'],
    [{ ...flatness, digits: { labels: [1, 2] } }, 'other-labels', '/target/classifier'],
    [{ ...certificate, digits: { labels: [1, 2] } }, 'other-labels', '/target/classifier'],
    [{ ...landscape, image: { labels: [3, 3] } }, 'out-of-range', '/image/labels'],
    [{ ...flatness, digits: { count: 1001 } }, 'out-of-range', '/digits/count'],
    [{ ...certificate, epsilon: [0.1, 1.5] }, 'wrong-size', '/epsilon/1'],
    [{ ...certificate, epsilon: 1.5, norm: 'l0' }, 'wrong-size', '/epsilon'],
    [{ ...certificate, bounds: { lower: 0.1 } }, 'outside-bounds', '/bounds/lower'],
    [{ ...certificate, target: HILL, bounds: { lower: -1 } }, 'negative-pixels', '/bounds/lower'],
    [{ ...certificate, target: { classifier: 'no-such' } }, 'no-such-classifier', '/target/classifier'],
    [
      {
        ...landscape,
        plane: {
          directions: { x: { direction: 'random', values: [1, 0] }, y: { direction: 'random', values: [0] } },
        },
      },
      'not-ascending',
      '/plane/directions/x/values/1',
    ],
    [{ ...landscape, plane: { corners: { points: { x: 10_001, y: 10_001 } } } }, 'grid-too-large', '/plane'],
  ])('%j is refused as %s', async (body, code, path) => {
    const problem = await client.refusal('/v1/simulations', { body }, 422, code)
    expect(problem.errors![0]!.path).toBe(path)
  })

  test('names how many images there are', async () => {
    const body = { ...landscape, image: { index: 5000 } }
    const { detail } = await client.refusal('/v1/simulations', { body }, 422, 'no-such-image')
    expect(detail).toBe(
      'there are 2038 images of 3 and 7 in the test split, counted from 0: there is no image 5000',
    )
  })
})
