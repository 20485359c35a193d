import { decode } from 'fast-png'
import { Value } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { digitAttackCsv, smallestCsv } from '../../src/api/representations/digit-attack.ts'
import { exampleSheet } from '../../src/api/representations/example-sheet.ts'
import { titleOf } from '../../src/api/representations/title.ts'
import { descentTrainingCsv, pcaSvmTrainingCsv } from '../../src/api/representations/training.ts'
import { mediaTypesOf, represent } from '../../src/api/representations.ts'
import {
  DigitAttackFrameSchema,
  DigitAttackResult,
  FewCoordinateDigitsResult,
  MinimalDigitsResult,
  RandomDigitsResult,
} from '../../src/api/schemas/digit-results.ts'
import { MESSAGES } from '../../src/api/schemas/messages.ts'
import {
  DescentTrainingResult,
  EpochFrameSchema,
  PcaSvmFrameSchema,
  PcaSvmTrainingResult,
} from '../../src/api/schemas/training-results.ts'
import { hill } from '../../src/core/digits/hill.ts'
import { DIGIT_PIXELS, DIGIT_SIDE } from '../../src/core/digits/network.ts'
import type { Job } from '../../src/jobs/job.ts'
import type { JobStore } from '../../src/jobs/store.ts'
import * as data from './figures/digit-data.ts'

const rowsOf = (text: string) =>
  text
    .trimEnd()
    .split('\r\n')
    .map((row) => row.split(','))

const spec = { target: { classifier: 'mlp-hill-10' }, digits: { labels: [3, 7] } }

/** A job on digits that has been done: its result and the arrays beside it. */
function stored(kind: string, summary: object, arrays: Readonly<Record<string, Float64Array>>) {
  const store: Pick<JobStore, 'resultArray'> = {
    resultArray: async (_, name) => arrays[name] && new Uint8Array(arrays[name].buffer),
  }
  const job: Partial<Job> = { id: 'a-job', kind, spec }
  return {
    store: store as JobStore,
    job: job as Job,
    summary: JSON.stringify(summary),
    iteration: undefined,
  }
}

describe('the table', () => {
  test('of an attack on digits has a row a size', () => {
    const { result } = data.digitAttack([0.1, 0.2])
    const [head, ...rows] = rowsOf(digitAttackCsv(result))
    expect(head).toEqual([
      ...['epsilon', 'accuracy', 'certifiedAccuracy', 'controlAccuracy', 'meanMargin', 'linf', 'l2', 'l0'],
      ...['checkedAccuracy', 'gradientFreeAccuracy'],
    ])
    const { accuracy, control, margin, norms, crossCheck } = result
    expect(rows.map((row) => row.map(Number))).toEqual(
      [0.1, 0.2].map((size, i) => [
        ...[size, accuracy.attacked[i], accuracy.certified[i], control.accuracy[i], margin.attacked[i]],
        ...[norms[i]!.linf, norms[i]!.l2, norms[i]!.l0],
        ...[crossCheck!.accuracy.attacked[i], crossCheck!.accuracy.gradientFree[i]],
      ]),
    )
  })

  test('has no columns of a cross-check that was not made', () => {
    const [head, row] = rowsOf(digitAttackCsv({ ...data.digitAttack([0.1]).result, crossCheck: null }))
    expect(head!.at(-1)).toBe('l0')
    expect(row).toHaveLength(8)
  })

  test('of smallest perturbations has a row an image, its size empty where none was found', () => {
    const { result } = data.smallest([0.1, null])
    expect(rowsOf(smallestCsv(result))).toEqual([
      ['index', 'label', 'margin', 'size'],
      ['0', '7', '2.5', '0.1'],
      ['17', '3', '-0.5', ''],
    ])
  })

  test('of a training has a row an epoch', () => {
    const result = data.descentTraining(3)
    const [head, ...rows] = rowsOf(descentTrainingCsv(result))
    expect(head).toEqual(['epoch', 'loss', 'trainingAccuracy', 'testAccuracy'])
    const { loss, accuracy } = result.epochs
    expect(rows.map((row) => row.map(Number))).toEqual(
      [1, 2, 3].map((epoch, i) => [epoch, loss[i], accuracy.training[i], accuracy.test[i]]),
    )
  })

  test('of a machine on components is one row, without a tilt where there is none', () => {
    expect(rowsOf(pcaSvmTrainingCsv(data.pcaSvmTraining(12.5)))).toEqual([
      ['trainingAccuracy', 'testAccuracy', 'tilt', 'tiltAmongComponents'],
      ['0.957', '0.9637', '12.5', '6.25'],
    ])
    expect(rowsOf(pcaSvmTrainingCsv(data.pcaSvmTraining(null)))[1]!.at(-1)).toBe('')
  })
})

describe('the sheet of examples', () => {
  const step = DIGIT_SIDE + 2
  const tile = ({ width, pixels }: ReturnType<typeof exampleSheet>, row: number, column: number) =>
    Array.from(
      { length: DIGIT_PIXELS },
      (_, i) => pixels[(row * step + Math.floor(i / DIGIT_SIDE)) * width + column * step + (i % DIGIT_SIDE)]!,
    )
  const grey = (value: number) => Math.round(255 * Math.min(1, Math.max(0, value)))

  test('has a row an example: before, then each size’s change and picture', () => {
    const { result, pixels } = data.digitAttack([0.1, 0.4], 3)
    const sheet = exampleSheet(result, pixels)
    expect([sheet.width, sheet.height]).toEqual([5 * step - 2, 3 * step - 2])
    for (const [row, { label }] of result.examples.entries()) {
      const before = data.drawnDigit(label)
      const after = before.map((value, i) => Math.min(1, Math.max(0, value + 0.4 * data.change(i))))
      expect(tile(sheet, row, 0)).toEqual(Array.from(before, grey))
      expect(tile(sheet, row, 4)).toEqual(Array.from(after, grey))
      // The largest change at this size is white, its opposite black, none mid grey.
      expect(tile(sheet, row, 3)).toEqual(
        Array.from(after, (value, i) => Math.round(127.5 + (127.5 * (value - before[i]!)) / 0.4)),
      )
    }
  })

  test('shows what a Hill input lets through after each size', () => {
    const { result, pixels } = data.digitAttack([0.1, 0.4], 1)
    const input = { n: 5, theta: 0.5 }
    const sheet = exampleSheet({ ...result, classifier: { ...result.classifier, hill: input } }, pixels)
    expect(sheet.width).toBe(7 * step - 2)
    expect(tile(sheet, 0, 6)).toEqual(
      Array.from(pixels.subarray(2 * DIGIT_PIXELS), (value) => grey(hill(value, input))),
    )
  })

  test('has five sizes at the most, the first and the last among them', () => {
    const sizes = Array.from({ length: 12 }, (_, i) => 0.05 * (i + 1))
    const { result, pixels } = data.digitAttack(sizes, 1)
    const sheet = exampleSheet(result, pixels)
    expect(sheet.width).toBe(11 * step - 2)
    expect(tile(sheet, 0, 2)).toEqual(Array.from(pixels.subarray(DIGIT_PIXELS, 2 * DIGIT_PIXELS), grey))
    expect(tile(sheet, 0, 10)).toEqual(Array.from(pixels.subarray(12 * DIGIT_PIXELS), grey))
  })

  test('has a hundred rows at the most', () => {
    const { result, pixels } = data.digitAttack([0.1], 120)
    expect(exampleSheet(result, pixels).height).toBe(100 * step - 2)
  })

  test('is mid grey where an attack changes nothing at all', () => {
    const { result, pixels } = data.digitAttack([0], 1)
    expect(new Set(tile(exampleSheet(result, pixels), 0, 1))).toEqual(new Set([128]))
  })
})

describe('a result on digits', () => {
  const { result, pixels } = data.digitAttack([0.1])

  test('is told from one on a cell of the same kind by its target', () => {
    expect(mediaTypesOf({ kind: 'fgsm', spec })).toContain('image/png')
    const cell = { target: { model: 'adaptive-proofreading' } }
    expect(mediaTypesOf({ kind: 'fgsm', spec: cell })).not.toContain('image/png')
    expect(mediaTypesOf({ kind: 'square', spec: cell })).toEqual(mediaTypesOf({ kind: 'fgsm', spec: cell }))
  })

  test('is a grey PNG, its examples’ numbers and a figure named after the classifier', async () => {
    const done = stored('fgsm', result, { examples: pixels })
    const png = decode((await represent(done, 'image/png')) as Uint8Array)
    expect([png.channels, png.depth]).toEqual([1, 8])
    const bytes = (await represent(done, 'application/octet-stream')) as Uint8Array
    expect(new Float64Array(bytes.buffer)).toEqual(pixels)
    expect(await represent(done, 'image/svg+xml')).toContain(
      '<title>Fast gradient sign method on digits – classifier\u00a0mlp-hill-10, 3\u00a0against\u00a07</title>',
    )
  })

  test('is, of a transferred one, a figure that says whom it was made for', async () => {
    const done = stored('transfer', result, { examples: pixels })
    const transferred = { ...done, job: { ...done.job, spec: { ...spec, options: { from: 'linear' } } } }
    expect(await represent(transferred, 'image/svg+xml')).toContain(
      '<title>Attacks made for linear, on digits – classifier',
    )
  })

  test('without examples has no PNG, but a figure', async () => {
    const bare = stored('fgsm', { ...result, examples: [] }, { examples: new Float64Array(0) })
    await expect(represent(bare, 'image/png')).rejects.toMatchObject({ fields: { code: 'not-acceptable' } })
    expect(await represent(bare, 'image/svg+xml')).not.toContain('<image')
  })

  test('has no iterations to ask for', async () => {
    const asked = { ...stored('fgsm', result, { examples: pixels }), iteration: 3 }
    await expect(represent(asked, 'application/octet-stream')).rejects.toMatchObject({
      fields: { code: 'wrong-shape' },
    })
  })
})

test('a title names the digits that a classifier tells apart, also where the spec leaves them out', () => {
  const target = { classifier: 'mine' }
  expect(titleOf('An attack', { spec: { target, digits: { labels: [1, 8] } } })).toBe(
    'An attack – classifier\u00a0mine, 1\u00a0against\u00a08',
  )
  expect(titleOf('An attack', { spec: { target } })).toBe(
    'An attack – classifier\u00a0mine, 3\u00a0against\u00a07',
  )
})

describe('the contract', () => {
  const { result } = data.digitAttack([1, 2])
  const quartiles = [1, 2, 3]
  const perImage = { indices: [0, 17], labels: [7, 3], margins: [2, -1] }
  const RESULTS = {
    sized: [DigitAttackResult, result],
    smallest: [MinimalDigitsResult, data.smallest([0.1, null]).result],
    fewest: [
      FewCoordinateDigitsResult,
      { ...result, crossCheck: null, fewest: { found: 0.5, pixels: [2, null], quartiles, ...perImage } },
    ],
    noise: [
      RandomDigitsResult,
      { ...result, noise: { draws: 9, mean: [1, 0.5], least: [0.5, -1], silenced: [0, 0.2] } },
    ],
    descent: [DescentTrainingResult, data.descentTraining(2)],
    machine: [PcaSvmTrainingResult, data.pcaSvmTraining(3)],
  } as const

  test.each(Object.entries(RESULTS))('takes a result (%s), and no other for it', (_, [schema, value]) => {
    expect(Value.Errors(schema, value)).toEqual([])
    for (const [other] of Object.values(RESULTS)) expect(Value.Check(other, value)).toBe(other === schema)
  })

  const accuracy = { training: 0.9, test: 0.8 }
  test.each([
    ['images', DigitAttackFrameSchema, { from: 0, to: 5, right: { clean: 5, attacked: [4, 0] } }],
    ['an epoch', EpochFrameSchema, { epoch: 1, loss: 0.3, accuracy }],
    ['a machine', PcaSvmFrameSchema, { accuracy, boundary: null }],
  ])('takes a frame of %s in a message', (_, schema, frame) => {
    expect(Value.Check(schema, frame)).toBe(true)
    const message = { type: 'frame', job: 'a-job', attempt: 1, seq: 1, data: frame }
    expect(Value.Errors(MESSAGES.frame, message)).toEqual([])
  })
})
