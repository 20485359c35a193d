import { describe, expect, test } from 'vitest'
import { antagonismFigure } from '../../../src/api/figures/antagonism.ts'
import { certificateFigure } from '../../../src/api/figures/certificate.ts'
import { cocktailFigure } from '../../../src/api/figures/cocktail.ts'
import { criticalPointsFigure } from '../../../src/api/figures/critical-points.ts'
import { doseResponseFigure } from '../../../src/api/figures/dose-response.ts'
import { ensembleFigure } from '../../../src/api/figures/ensemble.ts'
import { perturbationFigure } from '../../../src/api/figures/perturbation.ts'
import { timeCourseFigure } from '../../../src/api/figures/time-course.ts'
import * as data from './data.ts'
import { type Drawn, find, numberOf, pointsOf, read } from './drawn.ts'

const { linear, logarithmic } = data
const THRESHOLD = { stroke: '#D55E00' }
const BLUE = { stroke: '#0072B2' }

const labelsOf = (drawn: Drawn) => drawn.texts.map(({ text }) => text)
/** Where a marker was moved to. */
const placesOf = (drawn: Drawn, colour: string) =>
  find(drawn, 'path', { fill: colour }).map((path) =>
    /translate\((\S+) (\S+)\)/
      .exec(path.attributes.get('transform') ?? '')!
      .slice(1)
      .map(Number),
  )

describe('antagonism', () => {
  const { result, foldChange } = data.antagonism(linear(0, 4, 101), [1000, 10_000])
  const drawn = read(antagonismFigure('t', result, foldChange))
  const [threshold] = find(drawn, 'line', THRESHOLD)
  const [unchanged] = find(drawn, 'line', { stroke: '#888888' })
  const [first, second] = find(drawn, 'polyline').map(pointsOf)

  test('has a line a quantity, which begins where nothing changes', () => {
    expect(first).toHaveLength(101)
    expect(first![0]![1]).toBeCloseTo(numberOf(unchanged!, 'y1'), 1)
    expect(second![0]![1]).toBeCloseTo(numberOf(unchanged!, 'y1'), 1)
    expect(labelsOf(drawn)).toEqual(expect.arrayContaining(['L₂ = 1000', 'L₂ = 10⁴', 'no change']))
  })

  test('has the threshold at the fold change that takes the output there', () => {
    // Heights are as fold changes: 1 and that of the second line's end.
    const end = foldChange.at(-1)!
    const share = (1 - result.threshold / result.agonist.output) / (1 - end)
    const height = numberOf(unchanged!, 'y1') - second!.at(-1)![1]
    expect(numberOf(unchanged!, 'y1') - numberOf(threshold!, 'y1')).toBeCloseTo(share * height, 1)
  })

  test('marks the strongest antagonist of each quantity on its line', () => {
    const lowest = [first!, second!].map((line) => line.reduce((a, b) => (b[1] > a[1] ? b : a)))
    expect(placesOf(drawn, '#000000').slice(0, 2)).toEqual(lowest)
  })

  test('is on a logarithmic axis where it spans more than a decade', () => {
    const strong = data.antagonism(linear(0, 3, 50), [1e9])
    expect(labelsOf(read(antagonismFigure('t', strong.result, strong.foldChange)))).toContain('0.01')
  })
})

describe('dose response', () => {
  test('crosses the threshold at the dose that the output says', () => {
    const { result, output } = data.doseResponse([4], logarithmic(1, 1e5, 6))
    const drawn = read(doseResponseFigure('t', result, output))
    const points = pointsOf(find(drawn, 'polyline', BLUE)[0]!)
    const at = numberOf(find(drawn, 'line', THRESHOLD)[0]!, 'y1')
    // 0.1 · 256 L/(1000 + 16 L) is 0.5 at L = 28.4, between the second and the third dose.
    expect(points[1]![1]).toBeGreaterThan(at)
    expect(points[2]![1]).toBeLessThan(at)
    expect(labelsOf(drawn)).toContain('Critical binding time τc = 3 s.')
  })

  test('says what a logarithmic axis cannot show', () => {
    const { result, output } = data.doseResponse([0, 3], [0, ...logarithmic(1, 1e4, 9)])
    const labels = labelsOf(read(doseResponseFigure('t', result, output)))
    expect(labels).toContain('Not shown: L = 0, which a logarithmic axis does not have.')
    expect(labels).toContain('Not shown: T = 0, which a logarithmic axis does not have.')
  })
})

test('critical points lie on their curve', () => {
  const drawn = read(criticalPointsFigure('t', data.criticalPoints()))
  const curve = pointsOf(find(drawn, 'polyline', BLUE)[0]!)
  const [minimum] = placesOf(drawn, '#CC79A7')
  const [maximum] = placesOf(drawn, '#E69F00')
  const [inflection] = placesOf(drawn, '#009E73')
  expect(maximum).toEqual(curve[0])
  expect(minimum).toEqual(curve[222])
  expect(inflection).toEqual(curve[121])
  expect(labelsOf(drawn).join(' ')).toContain('Regime: critical point; the gradient vanishes')
})

describe('a perturbation', () => {
  test('of several sizes is drawn in their order, whatever that of the request', () => {
    const drawn = read(perturbationFigure('t', data.perturbation([0.3, 0.1, 0.2])))
    const [line] = find(drawn, 'polyline', BLUE)
    const xs = pointsOf(line!).map(([x]) => x)
    expect(xs).toEqual(xs.toSorted((a, b) => a - b))
    const labels = [
      'size of the attack ε (s)',
      'random control, mean',
      'random control, least',
      'certificate, exact',
    ]
    expect(labelsOf(drawn)).toEqual(expect.arrayContaining(labels))
  })

  test('of one size is shown as bars whose lengths are the outputs', () => {
    const result = data.perturbation([0.2])
    const bars = find(read(perturbationFigure('t', result)), 'rect', { 'fill-opacity': '0.85' })
    const lengths = bars.map((bar) => numberOf(bar, 'width'))
    const outputs = [
      result.output.initial,
      result.output.attacked[0]!,
      result.control.output[0]!,
      result.control.least[0]!,
      result.certificate.minimumOutput[0]!,
    ]
    expect(lengths.map((length) => length / lengths[0]!)).toAllClose(
      outputs.map((value) => value / outputs[0]!),
      { rtol: 1e-3 },
    )
  })

  test('counts its size in what its norm measures', () => {
    const unit = (fields: object) =>
      labelsOf(read(perturbationFigure('t', { ...data.perturbation([1, 2, 3]), ...fields })))
    expect(unit({ norm: 'l0' })).toContain('size of the attack ε (ligands changed)')
    expect(unit({ norm: 'l2', coordinates: 'quantity' })).toContain('size of the attack ε (ligands)')
  })

  test('says whether its certificate is attained', () => {
    const { certificate, ...rest } = data.perturbation([0.1, 0.2])
    const labels = (exact: boolean) =>
      labelsOf(read(perturbationFigure('t', { ...rest, certificate: { ...certificate, exact } })))
    expect(labels(true)).toContain('certificate, exact')
    expect(labels(false)).toContain('certificate, lower bound')
  })
})

test('a certificate over decades has points on a logarithmic axis', () => {
  const drawn = read(certificateFigure('t', data.certificate(1e-4, 10, 0.1)))
  const [start, , least] = find(drawn, 'circle').map((dot) => numberOf(dot, 'cx'))
  const threshold = numberOf(find(drawn, 'line', THRESHOLD)[0]!, 'x1')
  // Of the five decades from 1e-4 to 10 three lie below the threshold.
  expect((threshold - least!) / (start! - least!)).toBeCloseTo(3 / 5, 3)
})

test('a time course runs towards its steady output', () => {
  const drawn = read(timeCourseFigure('t', data.timeCourse(linear(0, 200, 41))))
  const [line] = find(drawn, 'polyline', BLUE)
  const steady = numberOf(find(drawn, 'line', { stroke: '#888888' })[0]!, 'y1')
  expect(pointsOf(line!).at(-1)![1]).toBeCloseTo(steady, 1)
  expect(labelsOf(drawn)).toEqual(expect.arrayContaining(['steady', 'threshold', 'time t (s)']))
})

test('an ensemble shows six conditions at the most and says how many it leaves out', () => {
  const result = data.ensemble(9)
  const labels = labelsOf(read(ensembleFigure('t', result)))
  const named = labels.filter((label) => label.startsWith('τ ='))
  expect(named).toHaveLength(6)
  for (const [place, condition] of [
    [0, 0],
    [5, 8],
  ] as const)
    expect(named[place]).toContain(`τ = ${result.conditions[condition]!.bindingTime} s`)
  expect(labels).toContain('Not shown: 3 further conditions.')
  expect(labels).toContain('ROC, area 0.833')
  expect(labels).toContain('At the end: error rate 0.0731, mutual information 0.612 bits.')
})

test.each([
  [3, 3],
  [4, 0],
])('an ensemble of %d conditions has %d bands of noise', (conditions, bands) => {
  expect(find(read(ensembleFigure('t', data.ensemble(conditions))), 'polygon')).toHaveLength(bands)
})

test('an ensemble without agonists has neither a ROC nor decisions to tell of', () => {
  const result = { ...data.ensemble(2), roc: null, decisions: null, mutualInformation: null }
  const labels = labelsOf(read(ensembleFigure('t', result)))
  expect(labels.filter((label) => /ROC|rate|information/.test(label))).toEqual([])
})

test('a cocktail shows the most frequent ligands, and the output beside its control', () => {
  const drawn = read(cocktailFigure('t', data.cocktail(30)))
  const labels = labelsOf(drawn)
  expect(labels).toContain('Not shown: 6 further ligands of smaller quantities.')
  expect(labels).toEqual(
    expect.arrayContaining([
      'before',
      'with the cocktail',
      'random control, least',
      'certificate, lower bound',
    ]),
  )
})
