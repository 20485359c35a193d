import { beforeAll, describe, expect, test } from 'vitest'
import { mediaTypesOf } from '../../src/api/representations.ts'
import { KINDS } from '../../src/jobs/kinds.ts'
import { antagonismSpec } from '../antagonism.ts'
import { type Client, openClient } from './client.ts'
import { expectSound, find, read } from './figures/drawn.ts'
import { cell, emptyReceptors } from './specs.ts'

test.each(KINDS.map(({ name, subject = 'cell' }) => [name, subject] as const))(
  'the result of %s (%s) is JSON first, a table and a figure',
  (kind, subject) => {
    const spec = {
      target: subject === 'digits' ? { classifier: 'linear' } : { model: 'adaptive-proofreading' },
    }
    const types = mediaTypesOf({ kind, spec })
    expect(types[0]).toBe('application/json')
    expect(types).toEqual(expect.arrayContaining(['text/csv', 'image/svg+xml']))
  },
)

const agonist = { bindingTime: 3.5, quantity: 1000 }
const linear = (from: number, to: number, points: number) => ({ from, to, points })
const logarithmic = (from: number, to: number, points: number) => ({ from, to, points, scale: 'log' })

/** A job of each kind that has a figure of its own, and a label that stands in it. */
const JOBS: readonly (readonly [string, string, object])[] = [
  [
    'dose-response',
    'quantity of ligands L',
    {
      target: { model: 'shp1-feedback' },
      ligand: { bindingTime: [1, 3, 5, 10], quantity: logarithmic(1, 1e5, 40) },
    },
  ],
  ['critical-points', 'minimum', { target: cell(5, 3), agonist, antagonist: { quantity: 5000, upTo: 4 } }],
  [
    'decision-boundary',
    'responds',
    {
      diagram: 'phase',
      target: { model: 'revised-akpr' },
      ligand: { bindingTime: linear(0.5, 15, 40), quantity: logarithmic(1, 1e5, 30) },
    },
  ],
  [
    'decision-boundary',
    'silent without antagonists',
    {
      diagram: 'surface',
      target: cell(5, 3),
      agonist: { bindingTime: linear(1, 8, 30), quantity: logarithmic(1, 1e5, 20) },
      antagonist: { bindingTime: 2 },
    },
  ],
  ['certificate', 'certificate, exact', { target: cell(5, 3), agonists: [agonist], free: { count: 5000 } }],
  [
    'landscape',
    'quantity of ligand 1 (ligands)',
    {
      target: cell(5, 3),
      mixture: [agonist, { bindingTime: 1, quantity: 5000 }],
      plane: {
        inputs: {
          x: { ligand: 1, coordinate: 'bindingTime', values: linear(0, 4, 31) },
          y: { ligand: 1, coordinate: 'quantity', values: logarithmic(1, 1e6, 21) },
        },
      },
    },
  ],
  [
    'landscape',
    'third corner: silent',
    {
      target: cell(5, 3),
      mixture: [agonist, { bindingTime: 1, quantity: 5000 }],
      plane: { corners: { second: [3.2, 0.1], third: [3.3, 2.5] } },
    },
  ],
  [
    'walk',
    'crossing',
    {
      target: cell(5, 3),
      mixture: [agonist, { bindingTime: 0, quantity: 50_000 }],
      to: { bindingTimes: [3.5, 3] },
    },
  ],
  [
    'flatness',
    'boundary in L∞',
    { target: cell(5, 3), mixture: [agonist, { bindingTime: 1, quantity: 5000 }] },
  ],
  [
    'ensemble',
    'Distribution at the end',
    {
      target: { model: 'adaptive-sorting' },
      ligand: { bindingTime: [3, 10], quantity: 100 },
      time: linear(1, 30, 15),
      replicates: 20,
    },
  ],
  [
    'cocktail',
    'with the cocktail',
    {
      target: cell(5, 3),
      agonists: [agonist],
      panel: [
        { name: 'A', bindingTime: 0.5 },
        { name: 'B', bindingTime: 2 },
      ],
      budget: { total: 10_000 },
    },
  ],
]

describe('the figure', () => {
  let client: Client
  beforeAll(async () => {
    client = await openClient()
  })
  const figureOf = async (body: object) => {
    const job = await client.finish(body)
    const answer = await client.send(job.links.result, { headers: { accept: 'image/svg+xml' } })
    expect(answer.headers.get('content-type')).toMatch(/^image\/svg\+xml/)
    expectSound(answer.text)
    return read(answer.text)
  }

  test('of an attack of several sizes has a line for each of its outputs', async () => {
    const drawn = await figureOf(emptyReceptors(2, 1, [0.05, 0.1, 0.2]))
    expect(find(drawn, 'polyline')).toHaveLength(4)
    expect(drawn.elements[1]!.text).toBe(
      'Fast gradient sign method on a cell – ideal adaptive proofreading, (N,\u00a0m)\u00a0=\u00a0(2,\u00a01)',
    )
  })

  test('of an attack of one size has bars', async () => {
    const drawn = await figureOf(emptyReceptors(2, 1, 0.2))
    expect(find(drawn, 'rect', { 'fill-opacity': '0.85' })).toHaveLength(5)
  })

  test.each(JOBS)(
    'of %s is made of what the service computed, with “%s” in it',
    async (kind, label, body) => {
      const { texts } = await figureOf({ kind, seed: 1, ...body })
      expect(texts.map(({ text }) => text)).toContain(label)
    },
  )

  test('of antagonism has a line a quantity where there are few', async () => {
    const drawn = await figureOf({
      kind: 'antagonism',
      target: cell(5, 3),
      agonist: { bindingTime: 10, quantity: 10 },
      antagonist: {
        bindingTime: { from: 0, to: 12, points: 100 },
        quantity: { from: 1, to: 1000, points: 4, scale: 'log' },
      },
    })
    expect(find(drawn, 'polyline')).toHaveLength(4)
    expect(drawn.elements[1]!.text).toMatch(/^Antagonism against 10 agonists of 10 s – ideal adaptive/)
  })

  test('of antagonism is a map where there are many', async () => {
    const drawn = await figureOf(antagonismSpec({ bindingTimes: 200, quantities: 150 }))
    // The map itself and its colour bar.
    expect(find(drawn, 'image')).toHaveLength(2)
  })
})
