import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type {
  DigitAttackFrameSchema,
  DigitAttackResult,
  FewCoordinateDigitsResult,
  MinimalDigitsResult,
  RandomDigitsResult,
} from '../../src/api/schemas/digit-results.ts'
import { type Norm, normsOf } from '../../src/core/attacks/norms.ts'
import { imageAt, meanImage } from '../../src/core/digits/image-set.ts'
import { marginTargets } from '../../src/core/digits/margin-target.ts'
import { DIGIT_PIXELS, type Network } from '../../src/core/digits/network.ts'
import { loadDigits } from '../../src/data/mnist.ts'
import { type Client, openClient } from './client.ts'
import { networkNamed, uploadNetwork } from './digit-jobs.ts'
import { runJob } from './job-results.ts'

type Result = Static<typeof DigitAttackResult>
/** Of every kind of attack on digits. */
type AnyResult = Omit<Result, 'epsilon' | 'accuracy'> & {
  readonly epsilon: Result['epsilon'] | null
  readonly accuracy: Omit<Result['accuracy'], 'certified'> & { readonly certified: number[] | null }
}
type Frame = Static<typeof DigitAttackFrameSchema>

const set = loadDigits([3, 7], 'test')
const COUNT = 12
const FIRST = 10

let client: Client
let single: Client
/** The networks that are attacked, by name. */
const networks = new Map<string, Network>()

beforeAll(async () => {
  client = await openClient()
  single = await openClient({ workers: 1 })
  const digits = { count: 1000 }
  const mlp = { kind: 'mlp', seed: 2, hidden: [4], digits, epochs: 3 }
  await client.finish({ ...mlp, name: 'small' })
  await client.finish({ ...mlp, name: 'steep', hill: { n: 10, theta: 0.5 } })
  await client.finish({ kind: 'linear', seed: 1, digits, epochs: 3, name: 'straight' })
  for (const name of ['small', 'steep', 'straight']) networks.set(name, await networkNamed(client, name))
  for (const name of ['small', 'straight']) await uploadNetwork(single, name, networks.get(name)!)
})

/** An attack on a few images, all of which are kept. */
function attack(kind: string, options: object, change: object = {}) {
  return {
    kind,
    seed: 5,
    target: { classifier: 'small' },
    digits: { first: FIRST, count: COUNT, examples: COUNT },
    options,
    ...change,
  }
}

/** What an attack on digits comes to, with the pictures before and after. */
async function run<Of = AnyResult>(body: object, on = client) {
  const results = await runJob<Of>(on, body)
  return { ...results, pixels: Float64Array.from(await results.numbers()) }
}

/** Picture `stage` of an example: 0 is the image itself, then one a size. */
function picture(pixels: Float64Array, example: number, stage: number, sizes: number): Float64Array {
  const start = (example * (sizes + 1) + stage) * DIGIT_PIXELS
  return pixels.subarray(start, start + DIGIT_PIXELS)
}

/** To the last bit: quicker by far than an assertion on so many numbers. */
function areSame(a: Float64Array, b: Float64Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Float64Array) =>
    Buffer.from(buffer, byteOffset, byteLength)
  return bytes(a).equals(bytes(b))
}

const share = (margins: readonly number[]) => margins.filter((margin) => margin > 0).length / margins.length

/** What may be said of an attack: where the output may rise, and whether its seed has a part in what it makes. */
interface Traits {
  readonly mayRaise?: true
  readonly isDrawn?: true
}

interface Row extends Traits {
  readonly name: string
  readonly kind: string
  readonly norm: Norm
  readonly options: { readonly epsilon?: readonly number[] } & Readonly<Record<string, unknown>>
}

/** The kind is the first word of the name. */
function row(name: string, norm: Norm, options: Row['options'], traits: Traits = {}): Row {
  return { name, kind: name.split(' ')[0]!, norm, options, ...traits }
}

const LINF = [0, 0.05, 0.2]
const L2 = [0, 0.5, 2]
const L0 = [0, 1, 5]
const EVOLUTION = { method: 'differential-evolution', population: 8, generations: 3 }

const ATTACKS: Row[] = [
  row('fgsm', 'linf', { epsilon: LINF }, { mayRaise: true }),
  row('iterative-fgsm', 'linf', { epsilon: LINF, steps: 5, stepSize: 0.03 }, { mayRaise: true }),
  row('pgd in linf', 'linf', { epsilon: LINF, steps: 10, restarts: 1 }),
  row('pgd in l2', 'l2', { epsilon: L2, norm: 'l2', steps: 10, restarts: 1 }),
  row('minimal in linf', 'linf', { iterations: 3, restarts: 1 }, { isDrawn: true }),
  row('minimal in l2', 'l2', { norm: 'l2', iterations: 3, restarts: 1 }),
  row('few-coordinate by greed', 'l0', { epsilon: L0, candidates: 16 }),
  row('few-coordinate by evolution', 'l0', { epsilon: L0, ...EVOLUTION }, { isDrawn: true }),
  row('random in linf', 'linf', { epsilon: LINF, draws: 5 }, { isDrawn: true, mayRaise: true }),
  row('random in l2', 'l2', { epsilon: L2, norm: 'l2', draws: 5 }, { isDrawn: true, mayRaise: true }),
  row('random in l0', 'l0', { epsilon: L0, norm: 'l0', draws: 5 }, { isDrawn: true, mayRaise: true }),
  row('square', 'linf', { epsilon: LINF, queries: 60 }, { isDrawn: true }),
  row('class-mean', 'linf', { epsilon: LINF }, { mayRaise: true }),
  row('transfer', 'linf', { epsilon: LINF, from: 'straight', steps: 5 }, { mayRaise: true }),
]

describe.each(ATTACKS)('$name', ({ kind, norm, options, mayRaise, isDrawn }) => {
  const spec = attack(kind, options)
  const sizes = options.epsilon?.length ?? 1
  let two: Awaited<ReturnType<typeof run<AnyResult>>>
  beforeAll(async () => {
    two = await run(spec)
  })

  test('keeps every image inside its budget and its pixels, and counts what the network then tells', async () => {
    const { result, pixels, frames } = two
    const targets = marginTargets(networks.get('small')!)
    const margins = Array.from({ length: sizes + 1 }, () => [] as number[])
    const greatest = Array.from({ length: sizes }, () => ({ linf: 0, l2: 0, l0: 0 }))
    expect(pixels).toHaveLength(COUNT * (sizes + 1) * DIGIT_PIXELS)
    expect(pixels.every((value) => value >= 0 && value <= 1)).toBe(true)
    result.examples.forEach((example, i) => {
      const x = imageAt(set, FIRST + i)
      const trueClass = set.classes[FIRST + i]!
      expect(areSame(picture(pixels, i, 0, sizes), x)).toBe(true)
      expect(example).toMatchObject({ index: set.indices[FIRST + i], label: set.labels[trueClass] })
      const told = [example.margin.clean, ...example.margin.attacked]
      told.forEach((margin, stage) => {
        const attacked = picture(pixels, i, stage, sizes)
        expect(margin).toBe(targets[trueClass]!.output(attacked))
        margins[stage]!.push(margin)
        if (stage === 0) return
        const norms = normsOf(x, attacked)
        for (const each of ['linf', 'l2', 'l0'] as const)
          greatest[stage - 1]![each] = Math.max(greatest[stage - 1]![each], norms[each])
        if (options.epsilon) expect(norms[norm]).toBeLessThanOrEqual(options.epsilon[stage - 1]!)
        if (!mayRaise) expect(margin).toBeLessThanOrEqual(example.margin.clean)
        // Nothing is done with no budget.
        if (options.epsilon?.[stage - 1] === 0) expect(areSame(attacked, x)).toBe(true)
      })
    })
    const [clean, ...attacked] = margins.map(share)
    expect(result).toMatchObject({
      classifier: { name: 'small', hill: null },
      labels: [3, 7],
      split: 'test',
      first: FIRST,
      images: COUNT,
      epsilon: options.epsilon ?? null,
      norm,
      threshold: 0,
      accuracy: { clean, attacked },
      norms: greatest,
      control: { draws: expect.any(Number) },
      warnings: [],
    })
    expect(result.control.accuracy).toHaveLength(sizes)
    expect(result.margin.clean).toBeCloseTo(margins[0]!.reduce((a, b) => a + b) / COUNT, 10)
    const { certified } = result.accuracy
    expect(certified === null).toBe(kind === 'minimal')
    certified?.forEach((part, k) => {
      expect(part).toBeLessThanOrEqual(attacked[k]!)
    })
    if (!mayRaise) for (const part of attacked) expect(part).toBeLessThanOrEqual(clean!)
    const told = (await frames()) as Frame[]
    expect(told[0]!.from).toBe(0)
    expect(told.map(({ to }) => to)).toEqual([...told.slice(1).map(({ from }) => from), COUNT])
    const sum = (of: (frame: Frame) => number) => told.reduce((all, frame) => all + of(frame), 0) / COUNT
    expect(sum(({ right }) => right.clean)).toBe(clean)
    expect(attacked.map((_, k) => sum(({ right }) => right.attacked[k]!))).toEqual(attacked)
  })

  test('comes to the same to the last bit on one worker as on two, and for one size as in a list', async () => {
    const one = await run(spec, single)
    expect(one.result).toEqual(two.result)
    expect(areSame(one.pixels, two.pixels)).toBe(true)
    if (isDrawn) expect(areSame((await run({ ...spec, seed: 6 })).pixels, two.pixels)).toBe(false)
    if (options.epsilon === undefined) return
    const last = sizes - 1
    const epsilon = options.epsilon[last]!
    const alone = await run(attack(kind, { ...options, epsilon }))
    const columns = <T>(values: readonly T[]) => [values[last]!]
    expect(alone.result).toMatchObject({
      epsilon: [epsilon],
      accuracy: {
        clean: two.result.accuracy.clean,
        attacked: columns(two.result.accuracy.attacked),
        certified: columns(two.result.accuracy.certified!),
      },
      norms: columns(two.result.norms),
      control: { accuracy: columns(two.result.control.accuracy), margin: columns(two.result.control.margin) },
    })
    for (let i = 0; i < COUNT; i++)
      expect(areSame(picture(alone.pixels, i, 1, 1), picture(two.pixels, i, sizes, sizes))).toBe(true)
  })
})

describe('an attack on digits', () => {
  test('starts from the images that it is asked for, each as if it were alone', async () => {
    const pgd = (digits: object) =>
      attack('pgd', { epsilon: 0.1, steps: 3, restarts: 1 }, { digits: { examples: 5, ...digits } })
    const first = await run(pgd({ count: 3 }))
    expect(first.result.examples.map(({ index, label }) => [index, label])).toEqual([
      [0, 7],
      [17, 7],
      [18, 3],
    ])
    const third = await run(pgd({ first: 2, count: 1 }))
    expect(third.result).toMatchObject({ first: 2, images: 1 })
    expect(third.result.examples).toEqual([first.result.examples[2]])
    expect(areSame(third.pixels, first.pixels.slice(4 * DIGIT_PIXELS))).toBe(true)
    const last = await run(pgd({ first: 2036 }))
    expect(last.result.examples.map(({ index }) => index)).toEqual([...set.indices.slice(2036)])
    const train = await run(pgd({ split: 'train', count: 2 }))
    expect(train.result).toMatchObject({ split: 'train', images: 2 })
    expect(areSame(picture(train.pixels, 0, 0, 1), imageAt(loadDigits([3, 7], 'train'), 0))).toBe(true)
  })

  test('keeps as many examples as it is asked for, and eight when nothing is said', async () => {
    for (const [examples, kept] of [
      [0, 0],
      [3, 3],
      [undefined, 8],
    ]) {
      const { result, pixels } = await run(
        attack('fgsm', { epsilon: 0.1 }, { digits: { count: 10, examples } }),
      )
      expect(result.examples).toHaveLength(kept!)
      expect(pixels).toHaveLength(kept! * 2 * DIGIT_PIXELS)
    }
  })

  test('draws a seed when none is given, and keeps it', async () => {
    const { seed, ...spec } = attack('random', { epsilon: 0.1, draws: 2 }, { digits: { count: 2 } })
    const drawn = await run(spec)
    expect(drawn.job.seed).not.toBe(seed)
    const again = await run({ ...spec, seed: drawn.job.seed })
    expect(again.result).toEqual(drawn.result)
    expect(areSame(again.pixels, drawn.pixels)).toBe(true)
  })

  test('on a linear network is as strong in one step as in many, and all that is possible', async () => {
    const target = { classifier: 'straight' }
    const digits = { count: 60 }
    const epsilon = [0, 0.02, 0.05, 0.1]
    const { result: fgsm } = await run(attack('fgsm', { epsilon }, { target, digits }))
    const { result: pgd } = await run(attack('pgd', { epsilon, steps: 20, restarts: 0 }, { target, digits }))
    expect(fgsm.accuracy.certified).toEqual(fgsm.accuracy.attacked)
    expect(pgd.accuracy).toEqual(fgsm.accuracy)
    expect(new Set(fgsm.accuracy.attacked).size).toBeGreaterThan(2)
  })

  test('leaves the range of pictures where it may', async () => {
    const target = { classifier: 'straight' }
    const epsilon = 0.3
    const bounds = { lower: -1, upper: 2 }
    const inside = await run(attack('fgsm', { epsilon }, { target }))
    const { result, pixels } = await run(attack('fgsm', { epsilon }, { target, bounds }))
    expect(pixels.reduce((a, b) => Math.min(a, b))).toBe(-epsilon)
    expect(pixels.reduce((a, b) => Math.max(a, b))).toBeCloseTo(1 + epsilon, 12)
    const { weights } = networks.get('straight')!.layers[0]!
    let steepness = 0
    for (let j = 0; j < DIGIT_PIXELS; j++) steepness += Math.abs(weights[j]! - weights[DIGIT_PIXELS + j]!)
    for (const { margin } of result.examples)
      expect(margin.attacked[0]).toBeCloseTo(margin.clean - epsilon * steepness, 9)
    expect(result.margin.attacked[0]).toBeLessThan(inside.result.margin.attacked[0]!)
    // One side alone may be given.
    const raised = await run(attack('fgsm', { epsilon }, { target, bounds: { upper: 2 } }))
    expect(raised.pixels.reduce((a, b) => Math.min(a, b))).toBe(0)
    expect(raised.pixels.reduce((a, b) => Math.max(a, b))).toBeGreaterThan(1)
  })

  test('behind a steep Hill input leaves black pixels where they are', async () => {
    const { result, pixels } = await run(
      attack('fgsm', { epsilon: 0.2 }, { target: { classifier: 'steep' } }),
    )
    expect(result.classifier.hill).toEqual({ n: 10, theta: 0.5 })
    for (let i = 0; i < COUNT; i++) {
      const [before, after] = [picture(pixels, i, 0, 1), picture(pixels, i, 1, 1)]
      expect(before.every((value, j) => value !== 0 || after[j] === 0)).toBe(true)
    }
  })

  test('by the means of the classes moves every image of a class the same way', async () => {
    const training = loadDigits([3, 7], 'train')
    const [three, seven] = [0, 1].map((k) => meanImage(training, k))
    const { pixels } = await run(attack('class-mean', { epsilon: 0.2 }))
    for (let i = 0; i < COUNT; i++) {
      const sign = set.classes[FIRST + i] === 0 ? 1 : -1
      const x = imageAt(set, FIRST + i)
      const expected = x.map((value, j) => {
        const moved = value - 0.2 * sign * Math.sign(three![j]! - seven![j]!)
        return Math.min(1, Math.max(0, moved))
      })
      expect(picture(pixels, i, 1, 1)).toAllClose(expected, { atol: 1e-15 })
    }
  })

  test('made for another is PGD on that other', async () => {
    const epsilon = 0.1
    const pgd = await run(attack('pgd', { epsilon, steps: 5, restarts: 0 }))
    const own = await run(attack('transfer', { epsilon, steps: 5, from: 'small' }))
    expect(areSame(own.pixels, pgd.pixels)).toBe(true)
    const other = await run(
      attack('transfer', { epsilon, steps: 5, from: 'small' }, { target: { classifier: 'straight' } }),
    )
    expect(areSame(other.pixels, pgd.pixels)).toBe(true)
    expect(other.result.classifier.name).toBe('straight')
  })

  test('says of each image the smallest size at which it is misled', async () => {
    type Minimal = Static<typeof MinimalDigitsResult>
    const { result, pixels, table } = await run<Minimal>(
      attack('minimal', { norm: 'l2', iterations: 5, restarts: 0 }),
    )
    const { sizes, found, quartiles, indices, labels, margins } = result.smallest
    expect(found).toBe(1)
    expect(result.accuracy.attacked).toEqual([0])
    expect(indices).toEqual([...set.indices.slice(FIRST, FIRST + COUNT)])
    expect(labels).toEqual(indices.map((_, i) => set.labels[set.classes[FIRST + i]!]))
    sizes.forEach((size, i) => {
      expect(size).toBe(normsOf(imageAt(set, FIRST + i), picture(pixels, i, 1, 1)).l2)
      expect(size === 0).toBe(margins[i]! <= 0)
    })
    const sorted = (sizes as number[]).toSorted((a, b) => a - b)
    expect(quartiles![1]).toBeCloseTo((sorted[COUNT / 2 - 1]! + sorted[COUNT / 2]!) / 2, 12)
    expect(await table()).toHaveLength(1 + COUNT)
  })

  test('says of each image how few pixels mislead', async () => {
    type Few = Static<typeof FewCoordinateDigitsResult>
    const { result } = await run<Few>(attack('few-coordinate', { epsilon: [3, 12], candidates: 16 }))
    const { pixels, found } = result.fewest
    const known = pixels.filter((count) => count !== null)
    expect(found).toBe(known.length / COUNT)
    expect(known.every((count) => Number.isInteger(count) && count <= 12)).toBe(true)
    expect(1 - result.accuracy.attacked[1]!).toBeCloseTo(found, 12)
    expect(1 - result.accuracy.attacked[0]!).toBeCloseTo(
      known.filter((count) => count <= 3).length / COUNT,
      12,
    )
  })

  test('says what random noise does over all its draws', async () => {
    type Random = Static<typeof RandomDigitsResult>
    const { result } = await run<Random>(attack('random', { epsilon: [0, 0.3], draws: 10 }))
    const { draws, mean, least, silenced } = result.noise
    expect(draws).toBe(10)
    expect(mean[0]).toBeCloseTo(result.margin.clean, 10)
    expect(silenced[0]).toBeCloseTo(1 - result.accuracy.clean, 12)
    expect(least[1]).toBe(Math.min(...result.examples.map(({ margin }) => margin.attacked[1]!)))
    expect(mean[1]).toBeGreaterThan(result.margin.attacked[1]!)
  })
})

/** Straight lines of the linear network’s score s, each rectified, and what they add up to. */
function bent(
  units: readonly { slope: number; offset: number; weight: number }[],
  more: Unit[] = [],
): Network {
  const { weights, bias } = networks.get('straight')!.layers[0]!
  const ofScore = units.map(({ slope, offset, weight }) => ({
    weights: Float64Array.from(
      { length: DIGIT_PIXELS },
      (_, j) => slope * (weights[j]! - weights[DIGIT_PIXELS + j]!),
    ),
    bias: slope * (bias[0]! - bias[1]!) + offset,
    weight,
  }))
  const hidden: Unit[] = [...ofScore, ...more]
  const votes = hidden.map(({ weight }) => weight)
  return {
    hill: null,
    layers: [
      {
        inputs: DIGIT_PIXELS,
        outputs: hidden.length,
        weights: Float64Array.from(hidden.flatMap((unit) => [...unit.weights])),
        bias: Float64Array.from(hidden, (unit) => unit.bias),
        power: 1,
      },
      {
        inputs: hidden.length,
        outputs: 2,
        weights: Float64Array.from([...votes, ...votes.map(() => 0)]),
        bias: Float64Array.of(0, 0.5),
        power: null,
      },
    ],
  }
}

interface Unit {
  readonly weights: Float64Array
  readonly bias: number
  readonly weight: number
}

/** 0 for scores below −2 and 1 for those above 2, where most images lie; straight between. */
const STAIR = [
  { slope: 0.25, offset: 0.5, weight: 1 },
  { slope: 0.25, offset: -0.5, weight: -1 },
]

describe('a result warns', () => {
  const warningsAt = async (name: string, kind = 'fgsm', options: object = { epsilon: [0.1, 0.2] }) => {
    const body = attack(kind, options, { target: { classifier: name }, digits: { count: 30 } })
    const { result } = await run(body)
    return { result, codes: new Set(result.warnings.map(({ code }) => code)) }
  }

  test('of gradients that vanish, and of an attack without them that does more', async () => {
    await uploadNetwork(client, 'masked', bent(STAIR))
    const { result, codes } = await warningsAt('masked')
    expect(result.crossCheck).toMatchObject({ attack: 'square', images: 30 })
    expect(result.crossCheck!.accuracy.gradientFree[1]).toBeLessThan(result.accuracy.attacked[1]!)
    expect(codes).toEqual(new Set(['vanishing-gradients', 'gradient-free-attack-is-stronger']))
    const right = Math.round(30 * result.accuracy.clean)
    expect(result.warnings[0]!.message).toContain(`of ${right} images told rightly`)
    expect(result.warnings.at(-1)!.message).toContain('ε = 0.2')
    // Also where no attack is made without gradients, or the size is sought.
    expect(
      (await warningsAt('masked', 'pgd', { epsilon: 1, norm: 'l2', steps: 3, restarts: 0 })).codes,
    ).toEqual(new Set(['vanishing-gradients']))
    expect((await warningsAt('masked', 'minimal', { iterations: 2, restarts: 0 })).codes).toContain(
      'vanishing-gradients',
    )
  })

  test('of gradients that do not vanish but lead the wrong way', async () => {
    const astray = { slope: 1, offset: 100, weight: -0.005 }
    await uploadNetwork(client, 'misleading', bent([...STAIR, astray], [constantUnit(0.5)]))
    const { codes } = await warningsAt('misleading')
    expect(codes).toEqual(new Set(['gradient-free-attack-is-stronger']))
  })

  test('where noise of the same size does more', async () => {
    // Sees the frame of the picture, which is black, once it is bright enough: all is then a seven.
    const frame = Float64Array.from({ length: DIGIT_PIXELS }, (_, j) =>
      j % 28 < 2 || j % 28 > 25 || j < 56 || j >= DIGIT_PIXELS - 56 ? 1 : 0,
    )
    await uploadNetwork(client, 'noisy', bent(STAIR, [{ weights: frame, bias: -5, weight: -10 }]))
    const { result, codes } = await warningsAt('noisy')
    expect(codes).toContain('random-noise-is-stronger')
    expect(result.control.accuracy[1]).toBeLessThan(result.accuracy.attacked[1]!)
  })

  test.each(['few-coordinate', 'square'])('of nothing after %s, which follows no gradient', async (kind) => {
    const options = kind === 'square' ? { epsilon: 0.2, queries: 300 } : { epsilon: 2, candidates: 8 }
    const { result } = await warningsAt('masked', kind, options)
    expect(result).toMatchObject({ crossCheck: null, warnings: [] })
  })
})

/** A unit that gives 1 for every image. */
function constantUnit(weight: number): Unit {
  return { weights: new Float64Array(DIGIT_PIXELS), bias: 1, weight }
}
