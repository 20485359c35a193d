import { describe, expect, it } from 'vitest'
import { drawPicture, drawPopulations } from '../../src/core/populations/population.ts'
import { asPicture } from '../../src/dashboard/table/ring-picture.ts'
import { type RunFacts, runText, summary } from '../../src/dashboard/table/run-words.ts'
import { addressOf, idsOf, tableOptions } from '../../src/dashboard/table/table-address.ts'
import { specOf, tableCells } from '../../src/dashboard/table/table-cell.ts'
import { descentPresets } from '../../src/presets/descents.ts'

const cells = tableCells(descentPresets())

describe('the cells of the table', () => {
  it('are all (N, m) with 0 ≤ m < N ≤ 5', () => {
    expect(cells).toHaveLength(15)
    expect(new Set(cells.map(({ N, m }) => `${N} ${m}`)).size).toBe(15)
    for (const { N, m } of cells) expect(m >= 0 && m < N && N <= 5).toBe(true)
  })

  it('are attacked as their presets are, beside what was chosen', () => {
    const cell = cells[3]!
    const spec = specOf(cell, { seed: 11, options: { maxIterations: 20 } })
    expect(spec).toMatchObject({ kind: 'gradient-descent', seed: 11, target: cell.preset.target })
    expect(spec.options).toMatchObject({ maxIterations: 20 })
    expect(specOf(cell, { options: {} }).seed).toBe(cell.preset.seed)
  })
})

describe('the picture of the ligands', () => {
  const populations = [
    { label: 'agonist', count: 3060, bindingTime: { distribution: 'normal', mean: 3.5, sd: 0.1 } },
    { label: 'self', count: 7141, bindingTime: { distribution: 'half-normal', sd: 1 / 3 } },
  ] as const

  it('has as many pixels of a grey as its population has ligands', () => {
    const { width, height, pixels, levels } = asPicture(populations)
    expect([width, height]).toEqual([101, 101])
    const counts = levels.map(({ value }) => pixels.filter((pixel) => pixel === value).length)
    expect(counts).toEqual([3060, 7141])
    expect(levels.map(({ label }) => label)).toEqual(['agonist', 'self'])
  })

  it('is a ring: neither its middle nor its corners are bright', () => {
    const { pixels } = asPicture(populations)
    expect([pixels[50 * 101 + 50], pixels[0], pixels[101 * 101 - 1]]).toEqual([0, 0, 0])
    expect(pixels[50 * 101 + 50 + 35]).toBe(255)
  })

  it('draws the very binding times of the populations', () => {
    const { width, height, pixels } = asPicture(populations)
    const levels = populations.map(({ label, bindingTime }, i) => ({
      label,
      bindingTime,
      value: [255, 0][i]!,
    }))
    const drawn = drawPicture({ width, height, pixels: Uint8Array.from(pixels) }, levels, 7)
    expect(drawn.toSorted()).toEqual(drawPopulations(populations, 7).toSorted())
  })

  it('refuses ligands that fill no square', () => {
    expect(() => asPicture([populations[0]])).toThrow(RangeError)
    expect(() => asPicture([{ ...populations[0], count: 1 }, populations[1]])).toThrow(RangeError)
  })
})

describe('the address of a table', () => {
  it('has the ids in the order of the cells, and leaves out those that are not there', () => {
    const ids = ['a', null, 'c', null]
    expect(addressOf(ids)).toBe('a,,c,')
    expect(idsOf(addressOf(ids), 4)).toEqual(ids)
    expect(addressOf([null, null])).toBe('')
    expect(idsOf(undefined, 2)).toEqual([null, null])
    expect(idsOf('a,b,c', 2)).toEqual(['a', 'b'])
  })

  it('leaves to the service what was not typed, and what was typed wrongly', () => {
    const [number, integer] = [{ type: 'number' }, { type: 'integer' }]
    const schema = { properties: { stepSize: number, maxIterations: integer, seed: integer } }
    expect(tableOptions(schema, { stepSize: '', maxIterations: ' ', seed: '' })).toEqual({ options: {} })
    expect(tableOptions(schema, { stepSize: '0.1', maxIterations: 'x', seed: '3' })).toEqual({
      seed: 3,
      options: { stepSize: 0.1, maxIterations: 'x' },
    })
  })
})

describe('what is said of runs', () => {
  const ended = (
    m: number,
    outcome: 'crossed' | 'converged' | 'exhausted',
    iterations: number,
    crossable = true,
  ) => ({
    m,
    state: 'succeeded' as const,
    iteration: iterations,
    result: { outcome, iterations, certificate: { crossable } },
  })
  const bare = (state: RunFacts['state'], iteration = 0) => ({ m: 2, state, iteration, result: null })

  it('is how far each has come and what became of it', () => {
    expect(runText(null)).toEqual(['not run yet', ''])
    expect(runText(bare('queued'))).toEqual(['waiting', ''])
    expect(runText(bare('running', 12345))).toEqual(['12345 iterations', 'running'])
    expect(runText(bare('cancelled', 1))).toEqual(['1 iteration', 'cancelled'])
    expect(runText(bare('deleted'))).toEqual(['deleted', ''])
    expect(runText(ended(1, 'crossed', 10))).toEqual(['10 iterations', 'crossed'])
  })

  it('sums up both regimes from the results', () => {
    expect(
      summary([
        ended(0, 'crossed', 0),
        ended(1, 'crossed', 13),
        ended(2, 'crossed', 249),
        ended(3, 'converged', 5000, false),
        ended(3, 'exhausted', 9000),
        bare('cancelled'),
      ]),
    ).toBe(
      'Without a critical point (m ≤ 1) all 2 runs cross the boundary, after 0 to 13 iterations. With one (m > 1) 1 of 3 runs crosses the boundary, after 249 iterations; for 1 the certificate says that no attack on the free ligands can; for 1 the iterations ran out, though the boundary can be reached. 1 of 6 did not finish.',
    )
  })

  it('tells of a regime in which none crosses, and of none that has ended', () => {
    expect(summary([ended(3, 'exhausted', 20)])).toContain('none of 1 runs crosses the boundary')
    expect(summary([bare('failed'), bare('cancelled')])).toBe('2 of 2 did not finish.')
  })
})
