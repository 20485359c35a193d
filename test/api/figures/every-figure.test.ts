import { describe, expect, test } from 'vitest'
import { antagonismFigure } from '../../../src/api/figures/antagonism.ts'
import { certificateFigure } from '../../../src/api/figures/certificate.ts'
import { cocktailFigure } from '../../../src/api/figures/cocktail.ts'
import { criticalPointsFigure } from '../../../src/api/figures/critical-points.ts'
import { decisionBoundaryFigure } from '../../../src/api/figures/decision-boundary.ts'
import { descentFigure } from '../../../src/api/figures/descent.ts'
import { digitAttackFigure } from '../../../src/api/figures/digit-attack.ts'
import { doseResponseFigure } from '../../../src/api/figures/dose-response.ts'
import { ensembleFigure } from '../../../src/api/figures/ensemble.ts'
import { flatnessFigure } from '../../../src/api/figures/flatness.ts'
import { landscapeFigure } from '../../../src/api/figures/landscape.ts'
import { perturbationFigure } from '../../../src/api/figures/perturbation.ts'
import { PANEL } from '../../../src/api/figures/plot/drawing.ts'
import { timeCourseFigure } from '../../../src/api/figures/time-course.ts'
import { descentTrainingFigure, pcaSvmTrainingFigure } from '../../../src/api/figures/training.ts'
import { walkFigure } from '../../../src/api/figures/walk.ts'
import * as data from './data.ts'
import * as digits from './digit-data.ts'
import { expectSound, find, pointsOf, read } from './drawn.ts'

const { linear, logarithmic } = data
const TITLE = 'What was done – to <which> model & when'

const antagonism = (taus: number[], quantities: number[]) => () => {
  const { result, foldChange } = data.antagonism(taus, quantities)
  return antagonismFigure(TITLE, result, foldChange)
}
const doseResponse = (taus: number[], quantities: number[]) => () => {
  const { result, output } = data.doseResponse(taus, quantities)
  return doseResponseFigure(TITLE, result, output)
}
const surface = (taus: number[], quantities: number[]) => () => {
  const { result, antagonistQuantity } = data.surface(taus, quantities)
  return decisionBoundaryFigure(TITLE, result, antagonistQuantity)
}
const phases = (taus: number[], quantities: number[]) => () => {
  const { result, output } = data.phaseDiagram(taus, quantities)
  return decisionBoundaryFigure(TITLE, result, output)
}
const landscape = (x: number[], y: number[]) => () => {
  const { result, output } = data.landscape(x, y)
  return landscapeFigure(TITLE, result, output)
}
const cornerLandscape = (x: number[], y: number[]) => () => {
  const { result, output } = data.cornerLandscape(x, y)
  return landscapeFigure(TITLE, result, output)
}
const descent =
  (iterations: number[], counts: number[], outputs = iterations.map((k) => 1.2 - 1e-3 * k)) =>
  () =>
    descentFigure(TITLE, {
      threshold: 1,
      criticalBindingTime: 3,
      trajectory: { iteration: iterations, output: outputs },
      histogram: { binWidth: 4 / counts.length, initialCounts: counts.toReversed(), counts },
    })

const digitAttack =
  (epsilon: number[], examples?: number, change: object = {}) =>
  () => {
    const { result, pixels } = digits.digitAttack(epsilon, examples)
    return digitAttackFigure(TITLE, { ...result, ...change }, pixels)
  }
const smallest = (sizes: (number | null)[], examples?: number) => () => {
  const { result, pixels } = digits.smallest(sizes, examples)
  return digitAttackFigure(TITLE, result, pixels)
}

/** Every figure, of typical and of extreme results. */
const FIGURES: readonly (readonly [string, () => string])[] = [
  ['antagonism of four quantities', antagonism(linear(0, 4, 200), [10, 100, 1000, 10_000])],
  ['antagonism of one point', antagonism([2], [100])],
  ['antagonism that changes nothing', antagonism(linear(0, 3, 20), [0])],
  ['antagonism over decades', antagonism(logarithmic(0.01, 4, 90), [1e3, 1e6, 1e9])],
  ['antagonism without order', antagonism([3, 1, 2, 0], [100, 1, 1000])],
  ['antagonism as a map', antagonism(linear(0, 4, 200), logarithmic(1, 1e6, 120))],
  ['antagonism as a small uneven map', antagonism([0, 0.5, 2, 3.1, 4], [0, 1, 10, 100, 1e3, 1e4, 1e5])],
  ['antagonism as a map of one column', antagonism([2], logarithmic(1, 1e6, 20))],
  ['dose response of eight binding times', doseResponse([1, 2, 3, 4, 5, 6, 8, 10], logarithmic(1, 1e5, 60))],
  ['dose response of one point', doseResponse([3], [10])],
  ['dose response from nothing on', doseResponse([0, 2, 5], [0, ...logarithmic(1, 1e5, 12)])],
  ['dose response without any output', doseResponse([0], [0, 1, 2])],
  ['dose response as a map', doseResponse(linear(0.1, 10, 40), logarithmic(1, 1e5, 60))],
  ['dose response as a map of nothing', doseResponse(linear(0, 10, 10), [0])],
  ['critical points', () => criticalPointsFigure(TITLE, data.criticalPoints())],
  ['surface', surface(linear(1, 8, 80), logarithmic(1, 1e5, 70))],
  ['surface of silence', surface(linear(1, 2, 10), logarithmic(1, 1e5, 10))],
  ['surface of one agonist', surface([3.5], [1000])],
  ['phase diagram', phases(linear(0.1, 10, 100), logarithmic(1, 1e5, 70))],
  ['phase diagram of two by two', phases([1, 2], [10, 20])],
  ['phase diagram from 0 on', phases([0, 1, 2, 3], [0, 10, 20])],
  ['certificate', () => certificateFigure(TITLE, data.certificate(0.83, 1.36))],
  ['certificate over decades', () => certificateFigure(TITLE, data.certificate(2.3e-7, 41.36, 0.1))],
  ['certificate of nothing', () => certificateFigure(TITLE, data.certificate(0, 0, 0))],
  ['landscape', landscape(linear(-1, 1, 61), linear(-2, 2, 51))],
  ['landscape of one point', landscape([0], [0])],
  ['landscape through three corners', cornerLandscape(linear(-0.2, 1.2, 61), linear(-0.16, 0.96, 61))],
  ['landscape of three corners alone', cornerLandscape([0, 1], [0, 0.8])],
  ['walk', () => walkFigure(TITLE, data.walk(201))],
  ['walk of two positions', () => walkFigure(TITLE, data.walk(2))],
  [
    'walk that changes nothing',
    () => walkFigure(TITLE, { ...data.walk(3), output: [2, 2, 2], crossings: [] }),
  ],
  ['walk over decades', () => walkFigure(TITLE, { ...data.walk(3), output: [2e6, 1, 1e-7], unit: '' })],
  ['flatness', () => flatnessFigure(TITLE, data.flatness())],
  ['flatness over decades', () => flatnessFigure(TITLE, data.flatness({ steepening: 3e6, radius: 1e-4 }))],
  [
    'flatness of nothing',
    () =>
      flatnessFigure(
        TITLE,
        data.flatness({
          margin: 0,
          vanishing: 0,
          relativeChange: null,
          boundary: { linf: null, l2: null },
          steepening: null,
          regime: 'no-critical-point',
          gradientAtFloor: null,
          pullAtFloor: null,
        }),
      ),
  ],
  ['time course', () => timeCourseFigure(TITLE, data.timeCourse(linear(0, 200, 100)))],
  [
    'time course over decades',
    () => timeCourseFigure(TITLE, data.timeCourse([0, ...logarithmic(0.01, 1e4, 99)])),
  ],
  ['time course of one time', () => timeCourseFigure(TITLE, data.timeCourse([0]))],
  ['time course of many times', () => timeCourseFigure(TITLE, data.timeCourse(linear(0, 200, 200_000)))],
  ['ensemble of two conditions', () => ensembleFigure(TITLE, data.ensemble(2))],
  ['ensemble of nine conditions', () => ensembleFigure(TITLE, data.ensemble(9))],
  ['cocktail', () => cocktailFigure(TITLE, data.cocktail(5))],
  ['cocktail of a hundred ligands', () => cocktailFigure(TITLE, data.cocktail(100))],
  ['cocktail of nothing', () => cocktailFigure(TITLE, data.cocktail(0))],
  ['perturbation of ten sizes', () => perturbationFigure(TITLE, data.perturbation(linear(0.05, 0.5, 10)))],
  [
    'perturbation over decades',
    () => perturbationFigure(TITLE, data.perturbation([0, ...logarithmic(1e-4, 1, 9)])),
  ],
  ['perturbation of one size', () => perturbationFigure(TITLE, data.perturbation([0.2]))],
  ['perturbation of no size', () => perturbationFigure(TITLE, data.perturbation([0, 0]))],
  ['descent', descent([0, 1, 2, 5, 10, 100, 150], [0, 3, 900, 1200, 0, 0, 77, 3000])],
  ['descent of nothing', descent([0], [1])],
  ['descent that stands still', descent([0, 1, 2], [4, 4, 4, 4], [1.2, 1.2, 1.2])],
  ['digit attack of six sizes', digitAttack(linear(0.05, 0.3, 6), 8)],
  ['digit attack over decades', digitAttack([0, ...logarithmic(1e-4, 1, 9)], 1)],
  ['digit attack of a hundred sizes', digitAttack(linear(0, 1, 100), 7)],
  ['digit attack of one size', digitAttack([0.2], 6)],
  ['digit attack of no size', digitAttack([0, 0], 2)],
  ['digit attack without examples', digitAttack([0.1, 0.2], 0)],
  ['digit attack in pixels', digitAttack([0, 1, 2, 784], 3, { norm: 'l0', crossCheck: null })],
  [
    'digit attack with many warnings',
    digitAttack([0.1, 0.2], 1, {
      warnings: linear(0, 1, 50).map((size) => ({
        code: 'random-noise-is-stronger',
        message: `at ε = ${size} random noise of the same size leaves 3 of 40 images told rightly, this attack 12`,
      })),
    }),
  ],
  [
    'digit attack behind a filter',
    digitAttack([0.1, 0.2], 6, { classifier: { hill: { n: 10, theta: 0.5 } } }),
  ],
  ['smallest perturbation of digits', smallest(linear(0, 0.3, 40), 6)],
  ['smallest perturbation of one digit', smallest([0.1], 1)],
  ['smallest perturbation that is nothing', smallest([0, 0], 1)],
  ['smallest perturbation that is not there', smallest([null, null], 2)],
  ['smallest perturbation of many digits', smallest(linear(0, 1, 12_000), 0)],
  ['training', () => descentTrainingFigure(TITLE, digits.descentTraining(20))],
  ['training of one epoch', () => descentTrainingFigure(TITLE, digits.descentTraining(1))],
  ['training of many epochs', () => descentTrainingFigure(TITLE, digits.descentTraining(10_000))],
  ['training of a machine on components', () => pcaSvmTrainingFigure(TITLE, digits.pcaSvmTraining(23.4))],
  ['descent that rounding alone moves', descent([0, 1], [4, 4], [1, 1 + 2e-16])],
]

describe.each(FIGURES)('the figure of a %s', (_, draw) => {
  test('is well-formed, whole and without overlaps', () => {
    expectSound(draw())
  })

  test('is the same each time', () => {
    expect(draw()).toBe(draw())
  })

  test('shows its title as text and to screen readers', () => {
    const { elements, texts } = read(draw())
    expect(elements[1]!.text).toBe(TITLE)
    expect(texts[0]!.text).toBe(TITLE)
  })
})

test('a field of ten million points is a small figure', () => {
  const [bindingTime, quantity] = [linear(0, 4, 10_000), logarithmic(1, 1e6, 1000)]
  const foldChange = new Float64Array(1e7)
  for (let i = 0; i < foldChange.length; i++) foldChange[i] = 0.5 + (i % 10_000) / 10_000
  const agonist = { bindingTime: 3.5, quantity: 1000, output: 1.25 }
  const result = { threshold: 1, agonist, bindingTime, quantity, strongest: [] }
  const svg = antagonismFigure(TITLE, result, foldChange)
  expectSound(svg)
  expect(svg.length).toBeLessThan(300_000)
  // 1/1.25 is reached at 0.3 of the way, no change at half of it.
  for (const [colour, share] of [
    ['#D55E00', 0.3],
    ['#000000', 0.5],
  ] as const) {
    const [line] = find(read(svg), 'polyline', { stroke: colour })
    for (const [x] of pointsOf(line!)) expect(x).toBeCloseTo(share * PANEL.single.width, 0)
  }
})
