import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type {
  FewCoordinateResult,
  MinimalResult,
  PerturbationResult,
  RandomResult,
} from '../../src/api/schemas/results.ts'
import { type Client, openClient } from './client.ts'
import { cell } from './specs.ts'

type Perturbation = Static<typeof PerturbationResult>

let client: Client
beforeAll(async () => {
  client = await openClient()
})

async function run<Result extends Perturbation>(
  body: unknown,
): Promise<{ result: Result; attacked: number[] }> {
  const { links } = await client.finish(body)
  const binary = await client.send(links.result, { headers: { accept: 'application/octet-stream' } })
  return {
    result: (await client.send(links.result)).json<Result>(),
    attacked: Array.from(new Float64Array(binary.bytes.slice().buffer)),
  }
}

const start = [4, 1.4, 2.9, 0]

/** An attack of this kind on one agonist and three other kinds of ligand. */
const attack = (kind: string, options: object, change: object = {}) => ({
  kind,
  seed: 11,
  target: cell(3, 2),
  ligands: {
    mixture: start.map((bindingTime, i) => ({ bindingTime, quantity: [100, 300, 300, 500][i] })),
  },
  bounds: { upper: 6 },
  options,
  ...change,
})

const length = (from: readonly number[], to: readonly number[]) =>
  Math.hypot(...to.map((x, i) => x - from[i]!))

/** Every attack that takes sizes, with some that it can take. */
const SIZED = [
  ['pgd', { epsilon: [0, 0.2, 0.7], steps: 10 }, 'linf'],
  ['pgd', { epsilon: [0, 0.2, 0.7], norm: 'l2' }, 'l2'],
  ['few-coordinate', { epsilon: [0, 1, 3] }, 'l0'],
  ['few-coordinate', { epsilon: [0, 1, 3], method: 'differential-evolution', population: 20 }, 'l0'],
  ['random', { epsilon: [0, 0.2, 0.7] }, 'linf'],
  ['random', { epsilon: [0, 0.2, 0.7], norm: 'l2' }, 'l2'],
  ['random', { epsilon: [0, 1, 3], norm: 'l0', draws: 50 }, 'l0'],
] as const

describe.each(SIZED)('%s with %j', (kind, options, norm) => {
  test('answers each size within its budget, beside a control and a certificate that it does not go below', async () => {
    const { result, attacked } = await run(attack(kind, options))
    expect(result).toMatchObject({ epsilon: options.epsilon, norm, threshold: 1, coordinates: 'bindingTime' })
    expect(attacked).toHaveLength(start.length * options.epsilon.length)
    expect(attacked.slice(0, start.length)).toEqual(start)
    options.epsilon.forEach((size, i) => {
      expect(result.norms[i]![norm]).toBeLessThanOrEqual(size)
      expect(result.responds.attacked[i]).toBe(result.output.attacked[i]! > 1)
      const least = result.certificate.minimumOutput[i]! * (1 - 1e-12)
      expect(result.output.attacked[i]!).toBeGreaterThanOrEqual(least)
      expect(result.control.least[i]!).toBeGreaterThanOrEqual(least)
      if (kind !== 'random') expect(result.output.attacked[i]!).toBeLessThanOrEqual(result.output.initial)
    })
    if (kind !== 'random') {
      expect(result.output.attacked[2]!).toBeLessThan(result.control.output[2]!)
      expect(result.output.attacked).toEqual(result.output.attacked.toSorted((a, b) => b - a))
    }
  })

  test('gives for one size what it gives for it in a list, and the same for the same seed', async () => {
    const [all, again, single] = await Promise.all([
      run(attack(kind, options)),
      run(attack(kind, options)),
      run(attack(kind, { ...options, epsilon: options.epsilon[2] })),
    ])
    expect(again).toEqual(all)
    expect(single.attacked).toEqual(all.attacked.slice(2 * start.length))
  })

  test('changes the ligands named as attackable alone', async () => {
    const spec = attack(kind, { ...options, epsilon: 1 }, { attackable: [3, 1] })
    const { result, attacked } = await run(spec)
    expect([attacked[0], attacked[2]]).toEqual([4, 2.9])
    expect(attacked).not.toEqual(start)
    // The one agonist cannot be hit: the certificate is of the others alone.
    expect(result.certificate.minimumOutput[0]!).toBeLessThanOrEqual(result.output.attacked[0]!)
    const all = await run(attack(kind, { ...options, epsilon: 1 }))
    expect(result.certificate.minimumOutput[0]!).toBeGreaterThan(all.result.certificate.minimumOutput[0]!)
    const csv = await client.send((await client.finish(spec)).links.result, {
      headers: { accept: 'text/csv' },
    })
    expect(csv.text.split('\r\n')[1]!.split(',')[0]).toBe('1')
  })
})

describe.each(['linf', 'l2'] as const)('the minimal attack in %s', (norm) => {
  test('tells the size it found, with a control of that size', async () => {
    const { result, attacked } = await run<Static<typeof MinimalResult>>(attack('minimal', { norm }))
    expect(result.found).toBe(true)
    expect(result.responds).toEqual({ initial: true, attacked: [false] })
    const distance =
      norm === 'l2' ? length(start, attacked) : Math.max(...attacked.map((x, i) => Math.abs(x - start[i]!)))
    expect(result.epsilon).toAllClose([distance], { rtol: 1e-12 })
    expect(result.norms[0]![norm]).toBe(result.epsilon[0])
    expect(result.control.output[0]!).toBeGreaterThan(1)
    expect(result.certificate.minimumOutput[0]!).toBeLessThanOrEqual(1)
    // A ball that is smaller by a thousandth holds no such perturbation.
    const epsilon = 0.999 * result.epsilon[0]!
    expect((await run(attack('pgd', { epsilon, norm }))).result.responds.attacked).toEqual([true])
  })

  test('says that there is none where the ligands that may change cannot silence', async () => {
    const spec = attack('minimal', { norm }, { attackable: [1], bounds: { lower: 1.2, upper: 1.45 } })
    const { result } = await run<Static<typeof MinimalResult>>(spec)
    expect(result.found).toBe(false)
    expect(result.responds.attacked).toEqual([true])
    expect(result.output.attacked[0]!).toBeLessThan(result.output.initial)
    expect(result.epsilon).toEqual([result.norms[0]![norm]])
  })
})

describe('the few-coordinate attack', () => {
  // One agonist of 6 s with the weight of 2, and 60 empty receptors: F3 says 54 for (3, 2).
  const receptors = (change: object) => ({
    ...attack('few-coordinate', { epsilon: [10, 60] }),
    ligands: { bindingTimes: [6, 6, ...new Array<number>(60).fill(0)] },
    attackable: Array.from({ length: 60 }, (_, i) => i + 2),
    bounds: { upper: 2.999 },
    ...change,
  })

  test('says how few antagonists silence the cell (F3), or that so many do not', async () => {
    const { result, attacked } = await run<Static<typeof FewCoordinateResult>>(receptors({}))
    expect(result.responds.attacked).toEqual([true, false])
    expect(result.fewest).toBeGreaterThanOrEqual(54)
    expect(result.fewest).toBeLessThanOrEqual(55)
    // F2: all sit at τc (mT/N)^(1/(N−m)).
    const changed = attacked.slice(-60)
    expect(changed).toAllClose(new Array(60).fill(2 * result.output.attacked[1]!), { rtol: 1e-4 })
    const few = await run<Static<typeof FewCoordinateResult>>(receptors({ options: { epsilon: 10 } }))
    expect(few.result.fewest).toBeNull()
  })

  test('tells of each size by a frame', async () => {
    const job = await client.finish(receptors({ options: { epsilon: [3, 1, 2] } }))
    const events = await client.send(job.links.events)
    const sizes = [...events.text.matchAll(/"data":\{"epsilon":(\d+)/g)].map(([, size]) => Number(size))
    expect(sizes).toEqual([3, 1, 2])
  })
})

describe('the random attack', () => {
  test('tells of all its draws, and keeps the lowest', async () => {
    const { result } = await run<Static<typeof RandomResult>>(
      attack('random', { epsilon: [0.1, 1.5], draws: 200 }),
    )
    const { noise, output } = result
    expect(noise.draws).toBe(200)
    expect(output.attacked).toEqual(noise.least)
    noise.mean.forEach((mean, i) => {
      expect(mean).toBeGreaterThan(noise.least[i]!)
      expect(noise.silenced[i]! > 0).toBe(noise.least[i]! <= 1)
    })
    // The control is noise of the same kind, from other draws.
    expect(Math.abs(noise.mean[0]! - result.control.output[0]!)).toBeLessThan(0.05)
  })
})

const few = (change: object, options: object = {}) =>
  attack('few-coordinate', { epsilon: 2, ...options }, change)

const REFUSED: [what: string, body: object, status: number, code: string, path: string][] = [
  [
    'a fraction of a ligand',
    attack('few-coordinate', { epsilon: 1.5 }),
    400,
    'wrong-shape',
    '/options/epsilon',
  ],
  [
    'a fraction of a ligand in a list',
    attack('few-coordinate', { epsilon: [1, 1.5] }),
    400,
    'wrong-shape',
    '/options/epsilon/1',
  ],
  [
    'a fraction of a ligand as noise',
    attack('random', { epsilon: [1, 0.5], norm: 'l0' }),
    422,
    'not-a-number-of-ligands',
    '/options/epsilon/1',
  ],
  [
    'more ligands than may change',
    few({ attackable: [1] }),
    422,
    'not-a-number-of-ligands',
    '/options/epsilon',
  ],
  ['few ligands without an upper bound', few({ bounds: {} }), 422, 'unbounded', '/bounds/upper'],
  ['few ligands without bounds', few({ bounds: undefined }), 422, 'unbounded', '/bounds/upper'],
  [
    'noise on few ligands without an upper bound',
    attack('random', { epsilon: 1, norm: 'l0' }, { bounds: { lower: 0 } }),
    422,
    'unbounded',
    '/bounds/upper',
  ],
  [
    'bounds whose power overflows',
    few({ bounds: { upper: 1e200 } }),
    422,
    'output-overflows',
    '/bounds/upper',
  ],
  ['an unknown norm', attack('pgd', { epsilon: 1, norm: 'l3' }), 400, 'wrong-shape', '/options/norm'],
  [
    'a norm PGD does not have',
    attack('pgd', { epsilon: 1, norm: 'l0' }),
    400,
    'wrong-shape',
    '/options/norm',
  ],
  ['FGSM in L2', attack('fgsm', { epsilon: 1, norm: 'l2' }), 400, 'wrong-shape', '/options/norm'],
  ['few ligands in L2', few({}, { norm: 'l2' }), 400, 'wrong-shape', '/options/norm'],
  [
    'a size for the minimal attack',
    attack('minimal', { epsilon: 1 }),
    400,
    'wrong-shape',
    '/options/epsilon',
  ],
  ['no size for the others', attack('pgd', {}), 400, 'wrong-shape', '/options/epsilon'],
  ['no steps', attack('pgd', { epsilon: 1, steps: 0 }), 422, 'out-of-range', '/options/steps'],
  [
    'a step of no length',
    attack('pgd', { epsilon: 1, stepSize: 0 }),
    422,
    'out-of-range',
    '/options/stepSize',
  ],
  ['negative restarts', attack('minimal', { restarts: -1 }), 422, 'out-of-range', '/options/restarts'],
  ['no draws', attack('random', { epsilon: 1, draws: 0 }), 422, 'out-of-range', '/options/draws'],
  ['an unknown method', few({}, { method: 'genetic' }), 400, 'wrong-shape', '/options/method'],
  [
    'an option of the other method',
    few({}, { population: 50 }),
    422,
    'option-of-another-method',
    '/options/population',
  ],
  [
    'an option of the greedy method',
    few({}, { method: 'differential-evolution', candidates: 9 }),
    422,
    'option-of-another-method',
    '/options/candidates',
  ],
  ['a ligand that is not there', few({ attackable: [0, 4] }), 422, 'no-such-ligand', '/attackable/1'],
  ['a ligand named twice', few({ attackable: [1, 1] }), 422, 'out-of-range', '/attackable'],
  ['no ligand that may change', few({ attackable: [] }), 422, 'out-of-range', '/attackable'],
  ['a ligand before the first', few({ attackable: [-1] }), 422, 'out-of-range', '/attackable/0'],
  [
    'an attackable ligand outside the bounds',
    few({ attackable: [1, 0], bounds: { upper: 3 } }),
    422,
    'outside-bounds',
    '/bounds',
  ],
]

describe('an attack is refused, by the field, for', () => {
  test.each(REFUSED)('%s', async (_, body, status, code, path) => {
    const problem = await client.refusal('/v1/attacks', { body }, status, code)
    expect(problem.errors).toHaveLength(1)
    expect(problem.errors![0]!.path).toBe(path)
    expect(problem.errors![0]!.message).not.toBe('')
  })

  test('its cost, which says how it is counted', async () => {
    const modest = await openClient({ mostCost: 1000, workers: 1 })
    const epsilon = new Array<number>(100).fill(2)
    // Four kinds of ligand; the defaults of each attack.
    for (const [body, cost] of [
      [attack('pgd', { epsilon }), 4 * 100 * 2 * 40 * 5],
      [attack('minimal', {}), 4 * 82 * 50 * 5],
      [attack('few-coordinate', { epsilon }), 4 * 12 * 128 * 2],
      [attack('few-coordinate', { epsilon, method: 'differential-evolution' }), 4 * 100 * 51 * 102],
      [attack('random', { epsilon }), 4 * 100 * 100],
    ] as const) {
      expect(await modest.refusal('/v1/attacks', { body }, 422, 'too-dear')).toMatchObject({
        cost,
        cap: 1000,
      })
    }
    await modest.service.close()
  })
})
