import { describe, expect, test } from 'vitest'
import { decisionBoundaryFigure } from '../../../src/api/figures/decision-boundary.ts'
import { landscapeFigure } from '../../../src/api/figures/landscape.ts'
import { divergingScale, sequentialScale } from '../../../src/api/figures/plot/colour-scale.ts'
import { figure } from '../../../src/api/figures/plot/drawing.ts'
import { makeGrid } from '../../../src/api/figures/plot/grid.ts'
import { heatMap } from '../../../src/api/figures/plot/heat-map.ts'
import { MAP_STEPS } from '../../../src/look/colours.ts'
import * as data from './data.ts'
import { find, numberOf, pictureOf, pointsOf, read } from './drawn.ts'

const { linear, logarithmic } = data
const SIZE = { width: 200, height: 100 }
const axis = (values: number[]) => ({ label: 'an axis', symbol: 'a', values })

/** The colours of a field's cells, by asking the picture at the shares of its width and height. */
function coloursOf(svg: string, across: readonly number[], up: readonly number[]): string[][] {
  const { width, height, colours } = pictureOf(find(read(svg), 'image')[0]!)
  return up.map((share) =>
    across.map((part) => colours[Math.floor((1 - share) * height) * width + Math.floor(part * width)]!),
  )
}

describe('the picture of a field', () => {
  test('has each value at its place, low values dark and high ones light, the first row at the bottom', () => {
    const grid = makeGrid(axis([0, 1, 2]), axis([10, 20]), [0, 1, 2, 3, 4, 5])
    const svg = figure('t', [heatMap(SIZE, { grid, colours: sequentialScale('', 'linear', grid.values) })])
    const [lower, upper] = coloursOf(svg, [0.1, 0.5, 0.9], [0.25, 0.75])
    expect(lower![0]).toBe('#440154')
    expect(upper![2]).toBe('#fde725')
    expect(new Set([...lower!, ...upper!]).size).toBe(6)
    const [image] = find(read(svg), 'image')
    expect(['x', 'y', 'width', 'height'].map((name) => numberOf(image!, name))).toEqual([0, 0, 200, 100])
  })

  test('has unevenly spaced and unsorted cells between the middles of their neighbours', () => {
    // Of 0, 2 and 10 the edges are 1 and 6.
    const grid = makeGrid(axis([10, 0, 2]), axis([1]), [2, 0, 1])
    const svg = figure('t', [heatMap(SIZE, { grid, colours: sequentialScale('', 'linear', [0, 1, 2]) })])
    const [row] = coloursOf(svg, [0.09, 0.11, 0.59, 0.61], [0.5])
    expect(row).toEqual(['#440154', expect.anything(), row![1], '#fde725'])
    expect(row![1]).not.toBe(row![0])
  })

  test('is logarithmic where its axis is', () => {
    const grid = makeGrid(axis([0, 1, 10, 100]), axis([1]), [9, 0, 1, 2])
    expect(grid.x.axis).toMatchObject({ kind: 'log', domain: [1, 100] })
    expect(grid.notes).toEqual(['Not shown: a = 0, which a logarithmic axis does not have.'])
    const svg = figure('t', [heatMap(SIZE, { grid, colours: sequentialScale('', 'linear', [0, 1, 2]) })])
    const [row] = coloursOf(svg, [0.24, 0.26, 0.74, 0.76], [0.5])
    expect(new Set(row)).toHaveProperty('size', 3)
  })

  test('has the sizes that a figure can show, whatever those of the field', () => {
    const grid = makeGrid(axis(linear(0, 1, 5000)), axis(linear(0, 1, 3)), new Float64Array(15_000))
    expect(grid.x.values).toHaveLength(600)
    expect([grid.x.values[0], grid.x.values.at(-1)]).toEqual([0, 1])
    expect(grid.values).toHaveLength(1800)
  })
})

describe('a colour scale', () => {
  test('is white at its centre and as strong as far as it goes to either side', () => {
    const scale = divergingScale('', 'log', 1, [0.25, 1, 2])
    const colourOf = (value: number) => scale.map[scale.stepOf(value)]!
    expect(Math.min(...colourOf(1))).toBeGreaterThan(250)
    expect(scale.stepOf(0.25)).toBe(0)
    expect(scale.stepOf(4)).toBe(MAP_STEPS - 1)
    expect(scale.stepOf(2)).toBe(Math.floor(0.75 * MAP_STEPS))
    expect(scale.domain).toEqual([0.25, 2])
  })

  test('shows six decades at the most, and takes what lies below for the least of them', () => {
    const scale = sequentialScale('', 'log', [1e-20, 0, 1, 100])
    expect(scale.domain[0]).toBeCloseTo(1e-4, 12)
    expect([1e-20, 0, 1e-4, 100].map(scale.stepOf)).toEqual([0, 0, 0, MAP_STEPS - 1])
    const grid = makeGrid(axis([1, 2]), axis([1, 2]), [1e-20, 1e-3, 1, 100])
    const drawn = read(figure('t', [heatMap(SIZE, { grid, colours: scale })]))
    expect(drawn.texts.map(({ text }) => text)).toContain('10⁻⁴ or less')
  })

  test('has a domain also where all values are the same, or none is a number', () => {
    for (const values of [[3, 3], [0, 0], [], [Number.NaN], [Number.POSITIVE_INFINITY]]) {
      for (const scale of [
        sequentialScale('', 'linear', values),
        sequentialScale('', 'log', values),
        divergingScale('', 'log', 1, values),
        divergingScale('', 'linear', 0, values),
      ]) {
        expect(scale.domain[1]).toBeGreaterThan(scale.domain[0])
        expect(scale.stepOf(values[0] ?? 0)).toSatisfy(
          (step) => Number.isInteger(step) || Number.isNaN(values[0]),
        )
      }
    }
  })
})

describe('the boundary', () => {
  test('of a landscape is where its output is at the threshold, from edge to edge', () => {
    const { result, output } = data.landscape(linear(-1, 1, 21), linear(-1, 1, 17))
    const drawn = read(landscapeFigure('t', result, output))
    const lines = find(drawn, 'polyline', { stroke: '#D55E00' })
    expect(lines).toHaveLength(1)
    const [image] = find(drawn, 'image')
    const [width, height] = [numberOf(image!, 'width'), numberOf(image!, 'height')]
    const points = pointsOf(lines[0]!)
    for (const [px, py] of points) {
      const [x, y] = [-1 + (2 * px) / width, 1 - (2 * py) / height]
      expect(y).toBeCloseTo(2 * x, 3)
    }
    const ys = points.map(([, py]) => py)
    expect([Math.min(...ys), Math.max(...ys)]).toEqual([0, height])
    const [cross] = find(drawn, 'path', { fill: '#000000' })
    expect(cross!.attributes.get('transform')).toBe(`translate(${width / 2} ${height / 2})`)
  })

  test('of a phase diagram is drawn where it was found, and names the phases on their sides', () => {
    const [taus, quantities] = [linear(0.1, 10, 50), logarithmic(1, 1e5, 40)]
    const { result, output } = data.phaseDiagram(taus, quantities)
    const drawn = read(decisionBoundaryFigure('t', result, output))
    const [image] = find(drawn, 'image')
    const [width, height] = [numberOf(image!, 'width'), numberOf(image!, 'height')]
    const points = pointsOf(find(drawn, 'polyline', { stroke: '#D55E00' })[0]!)
    expect(points).toHaveLength(40)
    for (const [px, py] of points) {
      const [tau, quantity] = [0.1 + (9.9 * px) / width, 10 ** (5 * (1 - py / height))]
      expect((quantity * tau ** 6) / 1e5).toBeCloseTo(1, 1)
    }
    const text = (name: string) => drawn.texts.find((candidate) => candidate.text === name)!
    expect(text('responds').left).toBeGreaterThan(text('silent').right)
  })

  test('surface has colours of their own for agonists that nothing silences and that are silent anyway', () => {
    const { result, antagonistQuantity } = data.surface([2, 2.5, 3.2, 3.4, 6, 7], logarithmic(100, 1e4, 3))
    expect(antagonistQuantity).toContain(Number.POSITIVE_INFINITY)
    const svg = decisionBoundaryFigure('t', result, antagonistQuantity)
    const [top] = coloursOf(svg, [0.02, 0.98], [0.95])
    expect(top).toEqual(['#ffffff', '#c9c9c9'])
    const labels = read(svg).texts.map(({ text }) => text)
    expect(labels).toContain('not silenced by any L₂ up to 10⁵')
    expect(labels).toContain('silent without antagonists')
  })
})
