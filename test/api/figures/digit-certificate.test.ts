import { describe, expect, test } from 'vitest'
import { digitCertificateFigure } from '../../../src/api/figures/digit-certificate.ts'
import { digitLandscapeFigure, landscapeFigure } from '../../../src/api/figures/landscape.ts'
import { walkFigure } from '../../../src/api/figures/walk.ts'
import { digitCertificateCsv } from '../../../src/api/representations/digit-analyses.ts'
import type { DigitCertificateShape } from '../../../src/api/result-shapes.ts'
import * as data from './data.ts'
import { expectSound } from './drawn.ts'

const TITLE = 'What was done – classifier mlp-hill-10, 3 against 7'

/** A certificate of images with these radii. */
function certificate(
  epsilon: readonly number[],
  radii: readonly number[],
  norm: DigitCertificateShape['norm'] = 'linf',
): DigitCertificateShape {
  const share = (size: number) => radii.filter((radius) => radius >= size && radius > 0).length / radii.length
  return {
    classifier: { name: 'mlp-hill-10', digest: 'ab', hill: { n: 10, theta: 0.5 } },
    labels: [3, 7],
    split: 'test',
    first: 0,
    images: radii.length,
    epsilon: [...epsilon],
    norm,
    bounds: { lower: 0, upper: 1 },
    threshold: 0,
    accuracy: { clean: share(0), certified: epsilon.map(share) },
    margin: { clean: 6, mean: epsilon.map(() => 3), least: epsilon.map((_, k) => (k === 0 ? -2 : null)) },
    radius: { quartiles: [0.1, 0.2, 0.3], each: [...radii] },
  }
}

describe('the figure of a certificate of digits', () => {
  test.each([
    ['of several sizes', certificate([0.1, 0, 0.3], data.linear(0, 0.4, 200))],
    ['of one size', certificate([0.2], [0.1, 0.3])],
    ['of one size that is nothing', certificate([0], [0.1])],
    ['of images that are told wrongly', certificate([0, 0], [0, 0])],
    ['of pixels', certificate([1, 5, 784], [0, 3, 3, 4, 17], 'l0')],
    ['of many images', certificate([0.5, 1], data.linear(0, 28, 12_000), 'l2')],
  ])('%s is well-formed, whole and without overlaps', (_, result) => {
    expectSound(digitCertificateFigure(TITLE, result))
  })

  test('says what the sizes and the quartiles are', () => {
    const drawn = digitCertificateFigure(TITLE, certificate([0.2], [0.1, 0.3], 'l2'))
    expect(drawn).toContain('L2 of pixel values')
    expect(drawn).toContain('Quartiles of the certified size: 0.1, 0.2, 0.3.')
  })
})

test('the table of a certificate of digits has a row a size, empty where there is no number', () => {
  const table = digitCertificateCsv(certificate([0.1, 0.2], [0, 0.15]))
  expect(table.split('\r\n')).toEqual([
    'epsilon,accuracy,certifiedAccuracy,meanMargin,leastMargin',
    '0.1,0.5,0.5,3,-2',
    '0.2,0.5,0,3,',
    '',
  ])
})

test('the figure of a landscape of digits says which digit is told at each corner', () => {
  const { result, output } = data.cornerLandscape(data.linear(-0.2, 1.2, 31), data.linear(-0.16, 0.96, 31))
  const corners = result.corners.map((corner, i) => ({
    ...corner,
    image: { split: 'test' as const, index: i, place: i, label: 3 },
    attacked: i === 2,
    told: corner.responds ? 3 : 7,
  }))
  const drawn = digitLandscapeFigure(TITLE, { ...result, corners }, output)
  expectSound(drawn)
  for (const { label, told } of corners) expect(drawn).toContain(`${label}: told as a ${told}`)
  expect(drawn).toContain('>margin<')
})

test('the figure of a landscape without a decision boundary says so', () => {
  const { result, output } = data.cornerLandscape(data.linear(-0.2, 1.2, 31), data.linear(-0.16, 0.96, 31))
  expect(landscapeFigure(TITLE, result, output)).toContain('>decision boundary<')
  const above = output.map((value) => value + result.threshold + 100)
  const drawn = landscapeFigure(TITLE, result, above)
  expectSound(drawn)
  expect(drawn).not.toContain('>decision boundary<')
  expect(drawn).toContain('The decision boundary does not pass here.')
})

test('the figure of a walk of digits names the margin', () => {
  const drawn = walkFigure(TITLE, { ...data.walk(50), unit: '' }, 'margin of the 3')
  expectSound(drawn)
  expect(drawn).toContain('margin of the 3')
  expect(drawn).toContain('The way is 3.9 long.')
})
