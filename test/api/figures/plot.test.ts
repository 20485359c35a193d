import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axisOf } from '../../../src/api/figures/plot/axes.ts'
import { figure } from '../../../src/api/figures/plot/drawing.ts'
import { kindBySpacing, kindBySpan } from '../../../src/api/figures/plot/extent.ts'
import { thresholdAt } from '../../../src/api/figures/plot/guides.ts'
import { histogramBars } from '../../../src/api/figures/plot/histogram.ts'
import { lineChart } from '../../../src/api/figures/plot/line-chart.ts'
import { makeScale } from '../../../src/api/figures/plot/scale.ts'
import { element, escaped, shortened, textWidth, wrapped } from '../../../src/api/figures/plot/svg.ts'
import { formatNumber } from '../../../src/look/numbers.ts'
import { linear, logarithmic } from './data.ts'
import { expectSound, find, numberOf, pointsOf, read } from './drawn.ts'

const BLUE = { colour: '#0072B2' }
const SIZE = { width: 200, height: 100 }

describe('a scale', () => {
  test('puts values where they belong', () => {
    const scale = makeScale('linear', [-1, 3], [0, 400], 'horizontal')
    expect([-1, 0, 1, 3].map(scale.of)).toEqual([0, 100, 200, 400])
    expect(scale.at(100)).toBe(0)
    const log = makeScale('log', [0.01, 100], [100, 0], 'vertical')
    expect([0.01, 0.1, 1, 10, 100].map(log.of)).toAllClose([100, 75, 50, 25, 0], { atol: 1e-9 })
    expect([0, -1].map(log.of)).toEqual([Number.NaN, Number.NaN])
  })

  test('labels round values, on a logarithmic axis powers of ten', () => {
    const labels = (...given: Parameters<typeof makeScale>) =>
      makeScale(...given).ticks.map(({ label }) => label)
    expect(labels('linear', [0, 4], [0, 400], 'horizontal')).toEqual([
      '0.0',
      '0.5',
      '1.0',
      '1.5',
      '2.0',
      '2.5',
      '3.0',
      '3.5',
      '4.0',
    ])
    expect(labels('linear', [-1, 1], [0, 200], 'horizontal')).toEqual(['−1.0', '−0.5', '0.0', '0.5', '1.0'])
    expect(labels('log', [0.001, 1e5], [0, 400], 'horizontal')).toEqual([
      '10⁻³',
      '0.01',
      '0.1',
      '1',
      '10',
      '100',
      '1000',
      '10⁴',
      '10⁵',
    ])
    expect(labels('log', [1, 10], [0, 300], 'horizontal')).toEqual(['1', '2', '5', '10'])
    expect(labels('log', [3, 4], [300, 0], 'vertical').length).toBeGreaterThan(2)
  })

  test('has labels that do not overlap, whatever its domain and length', () => {
    const domains = fc
      .tuple(fc.double({ min: -250, max: 250, noNaN: true }), fc.double({ min: 1e-6, max: 40, noNaN: true }))
      .map(([exponent, decades]) => [10 ** exponent, 10 ** (exponent + decades)] as const)
    fc.assert(
      fc.property(
        domains,
        fc.constantFrom('linear', 'log'),
        fc.integer({ min: 20, max: 800 }),
        (domain, kind, px) => {
          const { ticks, minor } = makeScale(kind, domain, [0, px], 'horizontal')
          expect(minor.length).toBeLessThan(200)
          ticks.forEach(({ at, label }, i) => {
            expect(at).toBeGreaterThanOrEqual(-1e-3)
            expect(at).toBeLessThanOrEqual(px + 1e-3)
            const next = ticks[i + 1]
            if (next === undefined) return
            expect(next.at - at).toBeGreaterThan((textWidth(label) + textWidth(next.label)) / 2)
          })
        },
      ),
    )
  })

  test('is logarithmic for values that are spaced so, a leading zero aside', () => {
    expect(kindBySpacing(logarithmic(1, 1e6, 30))).toBe('log')
    expect(kindBySpacing([0, ...logarithmic(1, 1e6, 30)])).toBe('log')
    expect(kindBySpacing([1, 10, 100])).toBe('log')
    expect(kindBySpacing(linear(0, 100, 30))).toBe('linear')
    expect(kindBySpacing(linear(1, 1000, 30))).toBe('linear')
    expect(kindBySpacing([1, 2, 3])).toBe('linear')
    expect(kindBySpacing([0])).toBe('linear')
    expect(kindBySpan(1, [1, 20])).toBe('log')
    expect(kindBySpan(1, [1, 5])).toBe('linear')
    expect(kindBySpan(1, [0, 20])).toBe('linear')
  })
})

describe('a line chart', () => {
  const chart = {
    x: axisOf('x', 'linear', [[0, 10]]),
    y: axisOf('y', 'linear', [[0, 1]]),
    series: [{ label: 'a line', x: [0, 5, 10], y: [0, 1, 0.25], style: BLUE }],
    levels: [thresholdAt(0.5)],
    places: [thresholdAt(2.5, 'here')],
  }

  test('draws its points and guides at their places', () => {
    const drawn = read(figure('t', [lineChart(SIZE, chart)]))
    const [line] = find(drawn, 'polyline', { stroke: BLUE.colour })
    expect(pointsOf(line!)).toEqual([
      [0, 100],
      [100, 0],
      [200, 75],
    ])
    const [level, place] = find(drawn, 'line', { stroke: '#D55E00' })
    expect(
      [level, place].map((guide) => ['x1', 'x2', 'y1', 'y2'].map((name) => numberOf(guide!, name))),
    ).toEqual([
      [0, 200, 50, 50],
      [50, 50, 0, 100],
    ])
  })

  test('leaves a gap where a value has no place, and a dot where a point stands alone', () => {
    const [x, y] = [linear(0, 10, 11), [1, 1, Number.NaN, 1, Number.POSITIVE_INFINITY, 1, 1, 1, 0, 1, 1]]
    const axes = { x: axisOf('x', 'linear', [x]), y: axisOf('y', 'log', [[0.1, 10]]) }
    const drawn = read(
      figure('t', [lineChart(SIZE, { ...axes, series: [{ label: '', x, y, style: BLUE, dotless: true }] })]),
    )
    expect(find(drawn, 'polyline').map((line) => pointsOf(line).map(([px]) => px))).toEqual([
      [0, 20],
      [100, 120, 140],
      [180, 200],
    ])
    expect(find(drawn, 'circle').map((dot) => [numberOf(dot, 'cx'), numberOf(dot, 'cy')])).toEqual([[60, 50]])
  })

  test('keeps the peaks of a line that it thins', () => {
    const x = linear(0, 10, 100_001)
    const y = x.map((_, i) => (i === 54_321 ? 0.97 : i === 12_345 ? 0.03 : 0.5))
    const svg = figure('t', [lineChart(SIZE, { ...chart, series: [{ label: '', x, y, style: BLUE }] })])
    const points = pointsOf(find(read(svg), 'polyline')[0]!)
    expect(points.length).toBeLessThan(2000)
    expect(points).toContainEqual([expect.closeTo(108.64, 2), expect.closeTo(3, 2)])
    expect(points).toContainEqual([expect.closeTo(24.69, 2), expect.closeTo(97, 2)])
  })

  test('moves labels of guides that lie close together apart', () => {
    const levels = [0.5, 0.5, 0.505, 0.99, 1].map((value, i) => thresholdAt(value, `level ${i}`))
    const places = [5, 5.1, 9.9, 10].map((value, i) => thresholdAt(value, `place ${i}`))
    expectSound(figure('t', [lineChart(SIZE, { ...chart, levels, places })]))
  })

  test('begins a band at the edge of the axis where it reaches beyond', () => {
    const band = { low: [-1, -1], high: [0.5, 2] }
    const series = [{ label: '', x: [0, 10], y: [0.2, 0.8], style: BLUE, band }]
    const drawn = read(figure('t', [lineChart(SIZE, { ...chart, series })]))
    expect(pointsOf(find(drawn, 'polygon')[0]!)).toEqual([
      [0, 50],
      [200, 0],
      [200, 100],
      [0, 100],
    ])
  })
})

test('a histogram of more bins than px shows the highest of those that share one', () => {
  const counts = linear(0, 0, 100_000)
  counts[50_500] = 7
  const frame = {
    size: SIZE,
    x: makeScale('linear', [0, 100_000], [0, 200], 'horizontal'),
    y: makeScale('linear', [0, 7], [100, 0], 'vertical'),
    margin: { top: 0, right: 0, bottom: 0, left: 0 },
    body: [],
  }
  const bars = histogramBars(frame, { edges: linear(0, 100_000, 100_001), counts }, () => '#000000')
  expect(bars).toHaveLength(1)
  expect(bars[0]).toMatch(/d="M10[01][\d.]* 100V0H10[12][\d.]*V100Z"/)
})

describe('text', () => {
  test('is escaped, and what XML does not allow is replaced', () => {
    expect(escaped('a<b & "c">\u0000\ud800')).toBe('a&lt;b &amp; &quot;c&quot;&gt;\ufffd\ufffd')
    expect(element('a', { b: '"<&' }, 'c')).toBe('<a b="&quot;&lt;&amp;">c</a>')
  })

  test('is shortened and broken to a width', () => {
    expect(shortened('a short one', 200)).toBe('a short one')
    const short = shortened('a very long name of a ligand', 80)
    expect(short).toMatch(/^a very.*…$/)
    expect(textWidth(short)).toBeLessThanOrEqual(80)
    const lines = wrapped('one two three four five six seven', 80)
    expect(lines.join(' ')).toBe('one two three four five six seven')
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(80)
  })

  test('gives numbers as people write them', () => {
    const numbers = [0, 1.5, -0.25, 1000, 1e5, -1e6, 2.5e7, 1e-7, -1e-9, 123456.789, Number.POSITIVE_INFINITY]
    expect(numbers.map((value) => formatNumber(value))).toEqual([
      '0',
      '1.5',
      '−0.25',
      '1000',
      '10⁵',
      '−10⁶',
      '2.5·10⁷',
      '10⁻⁷',
      '−10⁻⁹',
      '123460',
      '∞',
    ])
  })

  test('of a number that is none is refused, since it would be left out silently', () => {
    expect(() => element('circle', { cx: Number.NaN })).toThrow('no place')
  })
})
