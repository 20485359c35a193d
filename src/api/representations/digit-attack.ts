import { encodeGreyPng } from '../../data/png.ts'
import { kindFor } from '../../jobs/kinds.ts'
import { Problem } from '../problems.ts'
import type { DigitAttackShape, SizedDigitsShape, SmallestDigitsShape } from '../result-shapes.ts'
import { csv } from './csv.ts'
import { exampleSheet } from './example-sheet.ts'
import { arrayOf, numbersOf, type Representations, type StoredResult, summaryOf } from './representation.ts'
import { titleOf } from './title.ts'

/** The array of the examples' pixels, [example][before, after each size][pixel]. */
const EXAMPLES = 'examples'

/** Of all attacks of given sizes on digits. */
export const DIGIT_ATTACK: Representations = {
  'application/json': async ({ summary }) => summary,
  'text/csv': async (result) => digitAttackCsv(summaryOf(result)),
  'image/svg+xml': svg,
  'application/octet-stream': (result) => arrayOf(result, EXAMPLES),
  'image/png': png,
}

/** Of the smallest perturbations of digits. */
export const MINIMAL_DIGITS: Representations = {
  ...DIGIT_ATTACK,
  'text/csv': async (result) => smallestCsv(summaryOf(result)),
}

/** A row a size; both of the last columns are of the images that were attacked without gradients too. */
export function digitAttackCsv(result: SizedDigitsShape): string {
  const { epsilon, accuracy, control, margin, norms, crossCheck } = result
  const checked = crossCheck === null ? [] : ['checkedAccuracy', 'gradientFreeAccuracy']
  return csv(
    [
      ...['epsilon', 'accuracy', 'certifiedAccuracy', 'controlAccuracy', 'meanMargin', 'linf', 'l2', 'l0'],
      ...checked,
    ],
    epsilon.map((size, i) => {
      const { linf, l2, l0 } = norms[i]!
      return [
        ...[size, accuracy.attacked[i], accuracy.certified[i], control.accuracy[i], margin.attacked[i]],
        ...[linf, l2, l0],
        ...(crossCheck === null
          ? []
          : [crossCheck.accuracy.attacked[i], crossCheck.accuracy.gradientFree[i]]),
      ]
    }),
  )
}

/** A row an image, in order; the size is empty where none was found. */
export function smallestCsv({ smallest }: SmallestDigitsShape): string {
  const { indices, labels, margins, sizes } = smallest
  return csv(
    ['index', 'label', 'margin', 'size'],
    indices.map((index, i) => [index, labels[i], margins[i], sizes[i]]),
  )
}

async function svg(result: StoredResult): Promise<string> {
  const { job } = result
  const pixels = numbersOf(await arrayOf(result, EXAMPLES))
  const { digitAttackFigure } = await import('../figures/digit-attack.ts')
  const title = titleOf(whatOf(job), job)
  return digitAttackFigure(title, summaryOf<DigitAttackShape>(result), pixels)
}

/** What was done: of transferred attacks also whom they were made for. */
function whatOf({ kind, spec }: StoredResult['job']): string {
  const { options } = spec as { options?: { from?: string } }
  return options?.from === undefined
    ? kindFor(kind, spec).title
    : `Attacks made for ${options.from}, on digits`
}

async function png(result: StoredResult): Promise<Uint8Array> {
  const summary = summaryOf<DigitAttackShape>(result)
  if (summary.examples.length === 0) {
    throw new Problem(406, {
      code: 'not-acceptable',
      detail: 'this job has kept no examples; digits.examples says how many are kept',
    })
  }
  return encodeGreyPng(exampleSheet(summary, numbersOf(await arrayOf(result, EXAMPLES))))
}
