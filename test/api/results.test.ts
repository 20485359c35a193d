import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import type { GradientDescentResult } from '../../src/api/schemas/results.ts'
import { decodeGreyPng } from '../../src/data/png.ts'
import reference from '../reference/gradient-descent.json' with { type: 'json' }
import { framesOf, openSocket } from '../socket-client.ts'
import { type Answer, type Client, openClient } from './client.ts'
import { expectSound } from './figures/drawn.ts'
import { cell, emptyReceptors, shortDescent } from './specs.ts'

type Descent = Static<typeof GradientDescentResult>

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const resultOf = (job: JobResource, accept: string, query = '') =>
  client.send(job.links.result + query, { headers: { accept } })
const descentOf = async (job: JobResource) => (await resultOf(job, 'application/json')).json<Descent>()

/** Numbers read as the contract gives them, not as this machine keeps them. */
function float64sOf({ bytes }: Answer): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true))
}

/** Ligands in each bin of this width (s), by the products that are the bins' edges. */
function binned(bindingTimes: readonly number[], width: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0)
  for (const tau of bindingTimes) {
    let bin = 0
    while (tau >= (bin + 1) * width && bin < bins - 1) bin++
    counts[bin]!++
  }
  return counts
}

describe('the result of a descent', () => {
  test.each(reference.cases.map((c) => [c.N, c.m, c] as const))(
    'agrees with the reference for (%d, %d)',
    async (N, m, expected) => {
      const { criticalBindingTime, bindingTimes, stepSize, binWidth } = reference
      const job = await client.finish({
        kind: 'gradient-descent',
        seed: 1,
        target: { model: 'adaptive-proofreading', parameters: { N, m, criticalBindingTime } },
        ligands: { bindingTimes },
        options: { stepSize, binWidth },
      })
      const result = await descentOf(job)
      expect(result).toMatchObject({ outcome: 'crossed', iterations: expected.iterations, picture: null })
      expect(result.histogram.counts).toEqual(expected.counts)
      expect(result.trajectory.output).toAllClose(expected.outputs, { rtol: 1e-9, atol: 1e-9 })
      const final = float64sOf(await resultOf(job, 'application/octet-stream'))
      expect(final).toHaveLength(bindingTimes.length)
      expect(binned(final, binWidth, expected.counts.length)).toEqual(expected.counts)
      // Agonists do not move, so that they tell whether the order is that of the request.
      bindingTimes.forEach((tau, i) => {
        if (tau > criticalBindingTime) expect(final[i]).toBe(tau)
      })
    },
  )

  test('is JSON where nothing else is asked for, with all that the contract names', async () => {
    const job = await client.finish(shortDescent(2))
    for (const accept of ['*/*', 'application/json', 'application/*', 'text/html, */*;q=0.1']) {
      const answer = await resultOf(job, accept)
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
      expect(answer.headers.get('vary')).toBe('Accept')
    }
    const result = await descentOf(job)
    expect(result).toMatchObject({ regime: 'critical-point', escape: 'exponential', snapshots: [] })
    expect(result.trajectory.iteration.at(-1)).toBe(result.iterations)
    expect(result.trajectory.output[0]).toBe(result.output.initial)
    expect(result.trajectory.output.at(-1)).toBe(result.output.final)
    expect(result.histogram.initialCounts.reduce((a, b) => a + b)).toBe(200)
    expect(result.histogram.counts.reduce((a, b) => a + b)).toBe(200)
    expect(result.certificate.minimumOutput).toBeLessThanOrEqual(result.output.final)
  })

  test('is a table of the trajectory as text/csv', async () => {
    const job = await client.finish(shortDescent(2))
    const { trajectory } = await descentOf(job)
    const answer = await resultOf(job, 'text/csv')
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const [head, ...rows] = answer.text.split('\r\n')
    expect(head).toBe('iteration,output')
    expect(rows.pop()).toBe('')
    const cells = rows.map((row) => row.split(',').map(Number))
    expect(cells).toEqual(trajectory.iteration.map((k, i) => [k, trajectory.output[i]]))
  })

  test('is a figure with axes and the threshold as image/svg+xml', async () => {
    const job = await client.finish(shortDescent(2))
    const answer = await resultOf(job, 'image/svg+xml')
    expect(answer.headers.get('content-type')).toMatch(/^image\/svg\+xml/)
    expect(answer.text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
    for (const label of ['iteration k + 1', 'output T', 'threshold', 'binding time τ (s)', 'ligands'])
      expect(answer.text).toContain(`>${label}</text>`)
    expectSound(answer.text)
  })

  test('has a figure that names the model, with N and m where it has them', async () => {
    for (const [target, name] of [
      [cell(3, 2), 'ideal adaptive proofreading, (N,\u00a0m)\u00a0=\u00a0(3,\u00a02): '],
      [{ model: 'adaptive-sorting', parameters: { criticalBindingTime: 3 } }, 'adaptive sorting: '],
    ] as const) {
      const job = await client.finish({ ...shortDescent(2), target, options: { maxIterations: 3 } })
      const { text } = await resultOf(job, 'image/svg+xml')
      expectSound(text)
      expect(text).toContain(`<title>Gradient descent – ${name}`)
    }
  })

  test('is a figure also where nothing happened at all', async () => {
    const job = await client.finish({
      kind: 'gradient-descent',
      target: cell(3, 2),
      ligands: { bindingTimes: [3.5] },
      options: { maxIterations: 0 },
    })
    expectSound((await resultOf(job, 'image/svg+xml')).text)
  })

  test('has the binding times of the iterations that were to be kept, and of no other', async () => {
    const job = await client.finish({
      ...shortDescent(2),
      target: cell(4, 3),
      options: { maxIterations: 20, snapshotIterations: [7, 0, 500] },
    })
    const result = await descentOf(job)
    expect(result).toMatchObject({ outcome: 'exhausted', snapshots: [0, 7] })
    const times = await Promise.all(
      ['?iteration=0', '?iteration=7', ''].map(async (query) =>
        float64sOf(await resultOf(job, 'application/octet-stream', query)),
      ),
    )
    const [initial, seventh, final] = times as [number[], number[], number[]]
    const { binWidth, counts, initialCounts } = result.histogram
    expect(binned(initial, binWidth, initialCounts.length)).toEqual(initialCounts)
    expect(binned(final, binWidth, counts.length)).toEqual(counts)
    expect(seventh).not.toEqual(initial)
    expect(seventh).not.toEqual(final)
    for (const iteration of [6, 20, 500]) {
      const { detail } = await client.refusal(
        `${job.links.result}?iteration=${iteration}`,
        { headers: { accept: 'application/octet-stream' } },
        404,
        'no-such-snapshot',
      )
      expect(detail).toContain('0, 7')
    }
  })

  test.each([
    ['?iteration=-1', 422, 'out-of-range', '/iteration'],
    ['?iteration=two', 400, 'wrong-shape', '/iteration'],
    ['?iterations=2', 400, 'wrong-shape', '/iterations'],
    ['?iteration=2', 400, 'wrong-shape', '/iteration'],
  ])('is not given for %s', async (query, status, code, path) => {
    const job = await client.finish(shortDescent(2))
    const problem = await client.refusal(job.links.result + query, {}, status, code)
    expect(problem.errors?.[0]?.path).toBe(path)
  })

  test('is a picture where the ligands came from one, and else is not', async () => {
    const levels = [
      { value: 10, label: 'self', bindingTime: { distribution: 'constant', value: 1 } },
      { value: 200, label: 'agonist', bindingTime: { distribution: 'constant', value: 4 } },
    ]
    const pixels = [10, 10, 200, 10, 200, 200]
    const job = await client.finish({
      kind: 'gradient-descent',
      target: cell(2, 1),
      ligands: { image: { width: 3, height: 2, pixels, levels } },
      options: { snapshotIterations: [0], maxIterations: 5, pictures: 10 },
    })
    expect((await descentOf(job)).picture).toEqual({ width: 3, height: 2 })
    const answer = await resultOf(job, 'image/png', '?iteration=0')
    expect(answer.headers.get('content-type')).toBe('image/png')
    const picture = decodeGreyPng(answer.bytes)
    expect(picture).toMatchObject({ width: 3, height: 2 })
    // White is the longest binding time, 4 s; 1 s is a quarter of it.
    expect([...picture.pixels]).toEqual(pixels.map((value) => (value === 10 ? 64 : 255)))
    const last = decodeGreyPng((await resultOf(job, 'image/png')).bytes)
    expect(last).toMatchObject({ width: 3, height: 2 })
    // Its frames carry the same.
    const socket = openSocket(client.service.url, job.links.stream)
    await socket.closed
    const shown = framesOf(socket.messages).map(
      ({ data }) => (data as { bindingTimes?: string }).bindingTimes,
    )
    expect([...Buffer.from(shown[0]!, 'base64')]).toEqual([...picture.pixels])
    expect([...Buffer.from(shown.at(-1)!, 'base64')]).toEqual([...last.pixels])
    const plain = await client.finish(shortDescent(2))
    await client.refusal(plain.links.result, { headers: { accept: 'image/png' } }, 406, 'not-acceptable')
  })

  test('of a sign attack is a table of its sizes as text/csv', async () => {
    const job = await client.finish(emptyReceptors(2, 1, [0.1, 0.2]))
    const [head, ...rows] = (await resultOf(job, 'text/csv')).text.trimEnd().split('\r\n')
    expect(head).toBe('epsilon,output,responds,linf,l2,l0,controlOutput,minimumOutput,controlLeast')
    expect(rows.map((row) => row.split(',').slice(0, 3))).toEqual([
      ['0.1', expect.stringMatching(/^1\.0626/), 'true'],
      ['0.2', expect.stringMatching(/^0\.9719/), 'false'],
    ])
  })

  test('is not to be had in a type that its kind does not have', async () => {
    const descent = await client.finish(shortDescent(2))
    const sign = await client.finish(emptyReceptors(2, 1, 0.2))
    for (const [job, accept] of [
      [descent, 'text/html'],
      [descent, 'application/msgpack'],
      [sign, 'image/png'],
    ] as const) {
      const { detail } = await client.refusal(
        job.links.result,
        { headers: { accept } },
        406,
        'not-acceptable',
      )
      expect(detail).toContain('application/json')
    }
  })
})
