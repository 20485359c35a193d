import { beforeAll, describe, expect, test } from 'vitest'
import { mediaTypesOf } from '../../src/api/representations.ts'
import { KINDS } from '../../src/jobs/kinds.ts'
import { antagonismSpec } from '../antagonism.ts'
import { type Client, openClient } from './client.ts'
import { expectSound, find, read } from './figures/drawn.ts'
import { cell, emptyReceptors } from './specs.ts'

test.each(KINDS.map(({ name }) => name))('the result of %s is JSON first, a table and a figure', (kind) => {
  const types = mediaTypesOf(kind)
  expect(types[0]).toBe('application/json')
  expect(types).toEqual(expect.arrayContaining(['text/csv', 'image/svg+xml']))
})

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
