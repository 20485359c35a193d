import { expect, test } from 'vitest'
import { descentFigure } from '../../../src/api/figures/descent.ts'
import { PANEL } from '../../../src/api/figures/plot/drawing.ts'
import { expectSound, find, numberOf, pointsOf, read } from './drawn.ts'

const { width, height } = PANEL.double

const drawn = read(
  descentFigure('A descent', {
    threshold: 1,
    criticalBindingTime: 3,
    trajectory: { iteration: [0, 9, 99], output: [1.2, 1.1, 0.99] },
    histogram: { binWidth: 1, initialCounts: [5, 3, 0, 4], counts: [2, 0, 8, 4] },
  }),
)

test('draws the output against the logarithm of the iteration, and falling as the output does', () => {
  const [line] = find(drawn, 'polyline', { stroke: '#0072B2' })
  const points = pointsOf(line!)
  expect(points.map(([x]) => x)).toEqual([0, width / 2, width])
  const [first, second, last] = points.map(([, y]) => y) as [number, number, number]
  const [threshold] = find(drawn, 'line', { stroke: '#D55E00' })
  // Heights are as the outputs 1.2, 1.1, 0.99 and 1.
  expect((second - first) / (last - first)).toBeCloseTo(0.1 / 0.21, 3)
  expect((numberOf(threshold!, 'y1') - first) / (last - first)).toBeCloseTo(0.2 / 0.21, 3)
})

test('draws the histogram before as an outline and after as bars, coloured by what the ligands are', () => {
  const [outline] = find(drawn, 'polyline', { stroke: '#888888' })
  const unit = (1.05 * 8) ** -1 * height
  const heights = [0, 5, 5, 3, 3, 0, 0, 4, 4, 0]
  expect(pointsOf(outline!).map(([, y]) => y)).toAllClose(
    heights.map((count) => height - count * unit),
    { atol: 0.01 },
  )
  const bars = find(drawn, 'path').filter((path) => path.attributes.has('fill-opacity'))
  expect(bars.map((bar) => [bar.attributes.get('fill'), bar.attributes.get('d')])).toEqual([
    ['#009E73', expect.stringMatching(new RegExp(`^M0 ${height}V190\\.48H${width / 4}V${height}Z$`))],
    [
      '#E69F00',
      expect.stringMatching(new RegExp(`^M${width / 2} ${height}V11\\.9\\d*H${0.75 * width}V${height}Z$`)),
    ],
    [
      '#CC79A7',
      expect.stringMatching(new RegExp(`^M${0.75 * width} ${height}V130\\.95H${width}V${height}Z$`)),
    ],
  ])
})

test('marks the threshold and the critical binding time, and labels its axes with units', () => {
  const labels = drawn.texts.map(({ text }) => text)
  for (const label of ['threshold', 'τc', 'iteration k + 1', 'output T', 'binding time τ (s)', 'ligands']) {
    expect(labels).toContain(label)
  }
})

test('draws a hundred thousand bins', () => {
  const counts = Array.from({ length: 100_000 }, (_, bin) => (bin === 99_999 ? 7 : 1))
  const svg = descentFigure('many bins', {
    threshold: 1,
    criticalBindingTime: 3,
    trajectory: { iteration: [0], output: [1.2] },
    histogram: { binWidth: 3.4e-5, initialCounts: counts, counts },
  })
  expectSound(svg)
  expect(svg.length).toBeLessThan(100_000)
})
