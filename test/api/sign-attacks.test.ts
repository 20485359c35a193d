import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type { PerturbationResult } from '../../src/api/schemas/results.ts'
import { type Client, openClient } from './client.ts'
import { cell, emptyReceptors } from './specs.ts'

type Perturbation = Static<typeof PerturbationResult>

let client: Client
beforeAll(async () => {
  client = await openClient()
})

async function run(body: unknown): Promise<{ result: Perturbation; attacked: number[] }> {
  const { links } = await client.finish(body)
  const binary = await client.send(links.result, { headers: { accept: 'application/octet-stream' } })
  return {
    result: (await client.send(links.result)).json<Perturbation>(),
    attacked: Array.from(new Float64Array(binary.bytes.slice().buffer)),
  }
}

/** FGSM, and its iterated form in as many steps as by default. */
const kinds = [['fgsm'], ['iterative-fgsm']] as const

describe('FGSM on a cell', () => {
  test.each([
    [2, 1, 1.1667, 0.972, false],
    [3, 2, 1.1667, 1.1, true],
    [5, 3, 1.3611, 1.21, true],
  ])('takes (%d, %d) with empty receptors from %d to %d (F5)', async (N, m, before, after, still) => {
    const { result, attacked } = await run(emptyReceptors(N, m, 0.2))
    expect(result).toMatchObject({
      epsilon: [0.2],
      threshold: 1,
      coordinates: 'bindingTime',
      responds: { initial: true, attacked: [still] },
    })
    expect(result.output.initial).toBeCloseTo(before, 4)
    expect(result.output.attacked[0]).toBeCloseTo(after, 4)
    expect(attacked).toAllClose([3.3, m > 1 ? 0 : 0.2], { rtol: 1e-12 })
    expect(result.norms[0]!.l0).toBe(m > 1 ? 1 : 2)
    expect(result.norms[0]!.linf).toBeCloseTo(0.2, 12)
    expect(result.norms[0]!.l2).toBeCloseTo(m > 1 ? 0.2 : Math.sqrt(0.08), 12)
  })
})

describe.each(kinds)('%s', (kind) => {
  const epsilon = [0, 0.05, 0.1, 0.2, 0.4, 1]
  const spec = {
    kind,
    seed: 11,
    target: cell(3, 2),
    ligands: {
      mixture: [
        { bindingTime: 4, quantity: 100 },
        { bindingTime: 1.4, quantity: 300 },
        { bindingTime: 2.9, quantity: 300 },
      ],
    },
    options: { epsilon },
  }

  test('answers a list of sizes one by one, each within its budget', async () => {
    const { result, attacked } = await run(spec)
    expect(result.epsilon).toEqual(epsilon)
    for (const list of [
      result.output.attacked,
      result.responds.attacked,
      result.norms,
      result.control.output,
      result.control.responds,
      result.certificate.minimumOutput,
      result.certificate.crossable,
    ])
      expect(list).toHaveLength(epsilon.length)
    expect(attacked).toHaveLength(3 * epsilon.length)
    expect(result.output.attacked[0]).toBe(result.output.initial)
    epsilon.forEach((size, i) => {
      expect(result.norms[i]!.linf).toBeLessThanOrEqual(size * (1 + 1e-12))
      ;[4, 1.4, 2.9].forEach((start, j) => {
        expect(Math.abs(attacked[3 * i + j]! - start)).toBeLessThanOrEqual(size * (1 + 1e-12))
      })
      expect(result.responds.attacked[i]).toBe(result.output.attacked[i]! > result.threshold)
    })
  })

  test('never takes the output below the certificate, nor does the control', async () => {
    const { result } = await run(spec)
    const { minimumOutput, crossable } = result.certificate!
    epsilon.forEach((_, i) => {
      expect(result.output.attacked[i]!).toBeGreaterThanOrEqual(minimumOutput[i]! * (1 - 1e-12))
      expect(result.control.output[i]!).toBeGreaterThanOrEqual(minimumOutput[i]! * (1 - 1e-12))
      expect(crossable[i]).toBe(minimumOutput[i]! <= 1)
    })
    expect(minimumOutput).toEqual(minimumOutput.toSorted((a, b) => b - a))
    expect(result.output.attacked[3]!).toBeLessThan(result.control.output[3]!)
  })

  test('gives for one size what it gives for it in a list', async () => {
    const [list, single] = await Promise.all([run(spec), run({ ...spec, options: { epsilon: epsilon[3] } })])
    expect(single.result.epsilon).toEqual([epsilon[3]])
    expect(single.result.output.attacked).toEqual([list.result.output.attacked[3]])
  })

  test('changes quantities when asked to', async () => {
    const { result, attacked } = await run({ ...spec, coordinates: 'quantity', options: { epsilon: 5 } })
    expect(result.coordinates).toBe('quantity')
    expect(attacked).toAllClose([95, 305, 305], { rtol: 1e-12 })
    // T = S_3 / S_2 / τc over the new quantities.
    const sum = (power: number) => 95 * 4 ** power + 305 * 1.4 ** power + 305 * 2.9 ** power
    expect(result.output.attacked).toAllClose([sum(3) / sum(2) / 3], { rtol: 1e-12 })
  })

  test('stays within bounds, and is refused where it would start outside them', async () => {
    const { attacked } = await run({ ...spec, bounds: { lower: 1.3, upper: 4 }, options: { epsilon: 1 } })
    expect(Math.min(...attacked)).toBeGreaterThanOrEqual(1.3)
    expect(Math.max(...attacked)).toBeLessThanOrEqual(4)
    for (const bounds of [{ upper: 3.9 }, { lower: 1.5 }, { lower: 1.5, upper: 3 }]) {
      const body = { ...spec, bounds }
      const { errors } = await client.refusal('/v1/attacks', { body }, 422, 'outside-bounds')
      expect(errors?.[0]?.path).toBe('/bounds')
    }
    const body = { ...spec, bounds: { lower: 5, upper: 4 } }
    const { errors } = await client.refusal('/v1/attacks', { body }, 422, 'empty-bounds')
    expect(errors?.[0]?.path).toBe('/bounds/upper')
  })

  test('takes ligands one by one, from populations or from a picture', async () => {
    const constant = (value: number) => ({ distribution: 'constant', value })
    const ways = [
      { bindingTimes: [4, 4, 1, 1, 1] },
      {
        populations: [
          { label: 'agonist', count: 2, bindingTime: constant(4) },
          { label: 'self', count: 3, bindingTime: constant(1) },
        ],
      },
      {
        image: {
          width: 5,
          height: 1,
          pixels: [9, 9, 7, 7, 7],
          levels: [
            { value: 7, label: 'self', bindingTime: constant(1) },
            { value: 9, label: 'agonist', bindingTime: constant(4) },
          ],
        },
      },
    ]
    const results = await Promise.all(ways.map((ligands) => run({ ...spec, ligands })))
    expect(results[1]).toEqual(results[0])
    expect(results[2]).toEqual(results[0])
    const mixture = {
      mixture: [
        { bindingTime: 4, quantity: 2 },
        { bindingTime: 1, quantity: 3 },
      ],
    }
    const { result } = await run({ ...spec, ligands: mixture })
    expect(results[0]!.result.output.attacked).toAllClose(result.output.attacked, { rtol: 1e-12 })
  })
})

describe('iterative FGSM', () => {
  test('takes as many steps as it is told, and in one does what FGSM does', async () => {
    const spec = { ...emptyReceptors(2, 1, 0.2), kind: 'iterative-fgsm' }
    const [once, plain] = await Promise.all([
      run({ ...spec, options: { epsilon: 0.2, steps: 1 } }),
      run(emptyReceptors(2, 1, 0.2)),
    ])
    expect(once).toEqual(plain)
    const short = await run({ ...spec, options: { epsilon: 0.2, steps: 3, stepSize: 0.01 } })
    expect(short.result.norms[0]!.linf).toBeCloseTo(0.03, 12)
  })
})
