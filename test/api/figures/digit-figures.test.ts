import { decode } from 'fast-png'
import { describe, expect, test } from 'vitest'
import { digitAttackFigure } from '../../../src/api/figures/digit-attack.ts'
import { PANEL } from '../../../src/api/figures/plot/drawing.ts'
import { descentTrainingFigure, pcaSvmTrainingFigure } from '../../../src/api/figures/training.ts'
import { filterPixels } from '../../../src/core/digits/hill.ts'
import { DIGIT_PIXELS } from '../../../src/core/digits/network.ts'
import type { XmlElement } from '../../xml.ts'
import * as data from './digit-data.ts'
import { type Drawn, expectSound, find, numberOf, pictureOf, pointsOf, read } from './drawn.ts'

const { width, height } = PANEL.single
const BLUE = { stroke: '#0072B2' }
const GREEN = { stroke: '#009E73' }

const labelsOf = (drawn: Drawn) => drawn.texts.map(({ text }) => text)
/** An accuracy as its place in the plot. */
const placeOf = (accuracy: number) => height * (1 - accuracy)
const heights = (line: XmlElement) => pointsOf(line).map(([, y]) => y)

/** What an attack of these sizes is drawn as; `change` alters its result. */
function drawnAttack(epsilon: readonly number[], change: object = {}, examples = 4): Drawn {
  const { result, pixels } = data.digitAttack(epsilon, examples)
  const svg = digitAttackFigure('t', { ...result, ...change }, pixels)
  expectSound(svg)
  return read(svg)
}

describe('an attack on digits of several sizes', () => {
  const sizes = [0.1, 0.02, 0.2]
  const { result } = data.digitAttack(sizes)
  const inOrder = [1, 0, 2]

  test('has its accuracies in the order of the sizes, whatever that of the request', () => {
    const drawn = drawnAttack(sizes)
    for (const [style, values] of [
      [BLUE, result.accuracy.attacked],
      [GREEN, result.accuracy.certified],
    ] as const) {
      const [line] = find(drawn, 'polyline', style)
      expect(heights(line!)).toAllClose(
        inOrder.map((i) => placeOf(values[i]!)),
        { atol: 0.01 },
      )
    }
  })

  test('fills what lies between attack and certificate, where the true accuracy is', () => {
    const drawn = drawnAttack(sizes)
    const [band] = find(drawn, 'polygon')
    const { attacked, certified } = result.accuracy
    expect(heights(band!)).toAllClose(
      [...inOrder.map((i) => attacked[i]!), ...inOrder.toReversed().map((i) => certified[i]!)].map(placeOf),
      { atol: 0.01 },
    )
    expect(labelsOf(drawn)).toContain('the true accuracy lies here')
  })

  test('shows the clean accuracy across the plot', () => {
    const [clean] = find(drawnAttack(sizes), 'line', { stroke: '#888888' })
    expect(numberOf(clean!, 'y1')).toBeCloseTo(placeOf(0.98), 1)
  })

  test('names the images of the cross-check where they are not all, and then shows both attacks on them', () => {
    const some = labelsOf(drawnAttack(sizes))
    expect(some).toEqual(expect.arrayContaining(['attacked, first 50', 'gradient-free, first 50']))
    const all = drawnAttack(sizes, { images: 50 })
    expect(labelsOf(all)).toContain('gradient-free')
    expect(labelsOf(all)).not.toContain('attacked, first 50')
    expect(find(all, 'polyline')).toHaveLength(4)
    expect(find(drawnAttack(sizes, { crossCheck: null }), 'polyline')).toHaveLength(3)
  })

  test.each([
    ['linf', 'size of the attack ε (pixel value)'],
    ['l2', 'size of the attack ε (L2 of pixel values)'],
    ['l0', 'size of the attack ε (pixels changed)'],
  ])('counts sizes in %s as “%s”', (norm, label) => {
    expect(labelsOf(drawnAttack([1, 2, 5], { norm }, 0))).toContain(label)
  })
})

test('an attack on digits of one size has bars whose lengths are the accuracies', () => {
  const { result } = data.digitAttack([0.1])
  const bars = find(drawnAttack([0.1]), 'rect', { 'fill-opacity': '0.85' })
  const { clean, attacked, certified } = result.accuracy
  const checked = result.crossCheck!.accuracy
  expect(bars.map((bar) => numberOf(bar, 'width') / width)).toAllClose(
    [
      clean,
      result.control.accuracy[0]!,
      attacked[0]!,
      certified[0]!,
      checked.attacked[0]!,
      checked.gradientFree[0]!,
    ],
    { atol: 1e-4 },
  )
})

describe('the examples below', () => {
  const { result, pixels } = data.digitAttack([0.05, 0.2], 2)
  const images = (drawn: Drawn) => find(drawn, 'image')
  const grey = (image: XmlElement) =>
    Array.from(decode(Buffer.from(image.attributes.get('href')!.split(',')[1]!, 'base64')).data)
  const bytes = (values: Float64Array) => Array.from(values, (value) => Math.round(255 * value))
  const after = pixels.subarray(2 * DIGIT_PIXELS, 3 * DIGIT_PIXELS)

  test('are the pixels before and after the smallest size that misleads half of the images', () => {
    const drawn = read(digitAttackFigure('t', result, pixels))
    expect(labelsOf(drawn)).toContain('Examples at ε = 0.2')
    // Two before, two perturbations and their colour bar, two after.
    expect(images(drawn)).toHaveLength(7)
    expect(grey(images(drawn)[0]!)).toEqual(bytes(pixels.subarray(0, DIGIT_PIXELS)))
    expect(grey(images(drawn)[5]!)).toEqual(bytes(after))
  })

  test('have a perturbation red where pixels rose, blue where they fell and white where they stayed', () => {
    const { colours } = pictureOf(images(read(digitAttackFigure('t', result, pixels)))[2]!)
    const change = after.map((value, i) => value - pixels[i]!)
    colours.forEach((colour, i) => {
      const [red, , blue] = [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16))
      if (change[i]! === 0) expect(Math.min(red!, blue!)).toBeGreaterThan(250)
      else expect(Math.sign(red! - blue!)).toBe(Math.sign(change[i]!))
    })
  })

  test('have what a Hill input lets through as a further row', () => {
    const hill = { n: 10, theta: 0.5 }
    const classifier = { ...result.classifier, hill }
    const drawn = read(digitAttackFigure('t', { ...result, classifier }, pixels))
    const passed = new Float64Array(DIGIT_PIXELS)
    filterPixels(after, hill, passed)
    expect(images(drawn)).toHaveLength(9)
    expect(grey(images(drawn)[7]!)).toEqual(bytes(passed))
    expect(labelsOf(drawn)).toContain('after the filter')
  })

  test('say what the network took each of them for, in bold where it is wrong', () => {
    const drawn = read(digitAttackFigure('t', result, pixels))
    const captions = find(drawn, 'text').filter(({ text }) => text.startsWith('taken for'))
    // A 3 that ε = 0.2 misleads, and a 7 that was told wrongly from the start.
    expect(captions.map(({ text, attributes }) => [text.at(-1), attributes.has('font-weight')])).toEqual([
      ['3', false],
      ['3', true],
      ['7', true],
      ['3', true],
    ])
  })

  test('are six at the most, and none where none were kept', () => {
    expect(find(drawnAttack([0.1], {}, 9), 'image')).toHaveLength(3 * 6 + 1)
    expect(find(drawnAttack([0.1], {}, 0), 'image')).toHaveLength(0)
  })

  test('show pixels beyond black and white as black and white', () => {
    const wide = pixels.map((value) => 3 * value - 1)
    expect(grey(images(read(digitAttackFigure('t', result, wide)))[0]!)).toEqual(
      Array.from(wide.subarray(0, DIGIT_PIXELS), (value) => (value > 0 ? 255 : 0)),
    )
  })
})

test('no name of a bar is cut off', () => {
  expect(labelsOf(drawnAttack([0.1])).filter((label) => label.includes('…'))).toEqual([])
})

test('warnings stand below an attack, but no more than a few', () => {
  const warning = (i: number) => ({ code: 'vanishing-gradients' as const, message: `reason ${i}` })
  const warned = (count: number) =>
    labelsOf(drawnAttack([0.1], { warnings: Array.from({ length: count }, (_, i) => warning(i)) }))
  expect(warned(2)).toEqual(expect.arrayContaining(['Warning: reason 0.', 'Warning: reason 1.']))
  expect(warned(9)).toContain('And 5 further warnings.')
})

describe('smallest perturbations of digits', () => {
  const sizes = [0.1, null, 0, 0.2, 0.1]
  const { result, pixels } = data.smallest(sizes)
  const svg = digitAttackFigure('t', result, pixels)
  const drawn = read(svg)

  test('are shares of all images that rise by a step at each size', () => {
    expectSound(svg)
    const [steps] = find(drawn, 'polyline', BLUE)
    const places = pointsOf(steps!).map(([x, y]) => [(0.2 * x) / width, 1 - y / height])
    expect(places).toEqual(
      [
        [0, 0],
        [0, 0],
        [0, 0.2],
        [0.1, 0.2],
        [0.1, 0.4],
        [0.1, 0.4],
        [0.1, 0.6],
        [0.2, 0.6],
        [0.2, 0.8],
        [0.2, 0.8],
      ].map((place) => place.map((value) => expect.closeTo(value, 3))),
    )
  })

  test('have their quartiles as guides, and what random noise of those sizes does as a note', () => {
    const guides = find(drawn, 'line', { stroke: '#888888' })
    expect(guides.map((guide) => (0.2 * numberOf(guide, 'x1')) / width)).toAllClose([0.05, 0.1, 0.15], {
      atol: 1e-4,
    })
    expect(labelsOf(drawn)).toEqual(
      expect.arrayContaining(['first quartile 0.05', 'median 0.1', 'third quartile 0.15']),
    )
    expect(labelsOf(drawn).join(' ')).toContain('Random noise of the same sizes leaves 97 % told rightly.')
  })

  test('that none of the images has are a flat line without quartiles', () => {
    const none = data.smallest([null, null], 0)
    const empty = digitAttackFigure('t', none.result, none.pixels)
    expectSound(empty)
    expect(new Set(heights(find(read(empty), 'polyline', BLUE)[0]!))).toEqual(new Set([height]))
  })
})

describe('a training', () => {
  const result = data.descentTraining(12)

  test('shows the loss and both accuracies against the epoch', () => {
    const svg = descentTrainingFigure('t', result)
    expectSound(svg)
    const drawn = read(svg)
    const [loss, test] = find(drawn, 'polyline', BLUE)
    const [training] = find(drawn, 'polyline', { stroke: '#E69F00' })
    for (const line of [loss, test, training]) expect(pointsOf(line!)).toHaveLength(12)
    // A constant factor in the loss is a constant step on its logarithmic axis.
    const [first, second, , fourth] = heights(loss!)
    expect(fourth! - second!).toBeCloseTo(second! - first!, 1)
    expect(heights(training!).every((y, i) => y < heights(test!)[i]!)).toBe(true)
  })

  test('does not draw accuracies that cannot be', () => {
    const { accuracy, ...epochs } = data.descentTraining(3).epochs
    const perfect = { ...epochs, accuracy: { training: [1, 1, 1], test: accuracy.test } }
    const labels = labelsOf(read(descentTrainingFigure('t', { ...result, epochs: perfect })))
    expect(labels.map(Number).filter((value) => value > 1 && value < 2)).toEqual([])
  })

  test('of a machine on components shows bars, and by how much its boundary is turned', () => {
    const svg = pcaSvmTrainingFigure('t', data.pcaSvmTraining(23.42))
    expectSound(svg)
    const drawn = read(svg)
    const lengths = find(drawn, 'rect', { 'fill-opacity': '0.85' }).map(
      (bar) => numberOf(bar, 'width') / width,
    )
    expect(lengths).toAllClose([0.957, 0.9637], { atol: 1e-4 })
    expect(labelsOf(drawn).join(' ')).toContain('turned by 23.4°')
    expect(labelsOf(read(pcaSvmTrainingFigure('t', data.pcaSvmTraining(null)))).join(' ')).not.toContain(
      'turned',
    )
  })
})
