import { expect, test } from 'vitest'
import { descentFigure } from '../../src/api/figures.ts'

const figure = (title = 'A descent') =>
  descentFigure({
    title,
    threshold: 1,
    criticalBindingTime: 3,
    trajectory: { iteration: [0, 1, 99], output: [1.2, 1.1, 0.99] },
    histogram: { binWidth: 1, initialCounts: [5, 3, 0, 4], counts: [0, 0, 8, 4] },
  })
const numbersOf = (svg: string, attribute: string) =>
  Array.from(svg.matchAll(new RegExp(` ${attribute}="(-?[\\d.]+)"`, 'g')), (match) => Number(match[1]))

test('draws the trajectory from its first to its last point, falling as the output does', () => {
  const points = /<polyline points="([^"]+)" fill="none" stroke="#0072B2"/.exec(figure())![1]!.split(' ')
  const [first, , last] = points.map((point) => point.split(',').map(Number))
  expect(points).toHaveLength(3)
  expect(first![0]).toBe(70)
  expect(last![0]).toBe(410)
  expect(last![1]).toBeGreaterThan(first![1]!)
})

test('marks the threshold and the critical binding time, and labels its axes with units', () => {
  for (const label of ['threshold', 'τc', 'iteration k + 1', 'output T', 'binding time τ (s)', 'ligands']) {
    expect(figure()).toContain(`>${label}<`)
  }
})

test('keeps everything within the picture', () => {
  const svg = figure()
  for (const x of [...numbersOf(svg, 'x'), ...numbersOf(svg, 'x1'), ...numbersOf(svg, 'x2')]) {
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x).toBeLessThanOrEqual(870)
  }
  for (const y of numbersOf(svg, 'y')) {
    expect(y).toBeGreaterThanOrEqual(0)
    expect(y).toBeLessThanOrEqual(360)
  }
})

test('shows a title as text, whatever is in it', () => {
  expect(figure('a < b & c')).toContain('a &lt; b &amp; c')
})

test('draws a hundred thousand bins', () => {
  const counts = Array.from({ length: 100_000 }, (_, bin) => (bin === 99_999 ? 7 : 0))
  const svg = descentFigure({
    title: 'many bins',
    threshold: 1,
    criticalBindingTime: 3,
    trajectory: { iteration: [0], output: [1.2] },
    histogram: { binWidth: 3.4e-5, initialCounts: counts, counts },
  })
  expect(svg).toContain('</svg>')
})
