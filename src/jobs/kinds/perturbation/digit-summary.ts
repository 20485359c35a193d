import type { Norm } from '../../../core/attacks/norms.ts'
import { MARGIN_THRESHOLD } from '../../../core/digits/margin-target.ts'
import { DIGIT_PIXELS } from '../../../core/digits/network.ts'
import { shareRight } from '../../../core/digits/right-answers.ts'
import { concatenate } from '../../../core/numerics/concatenate.ts'
import { mean } from '../../../core/numerics/mean.ts'
import type { ClassifierRecord } from '../../classifier.ts'
import type { DigitChoice } from '../../digits.ts'
import type { KindResult } from '../../kind.ts'
import { usedClassifier } from '../../used-classifier.ts'
import { besidesOf } from './digit-besides.ts'
import { CROSS_CHECK, type ImageOutcome, type SizeOutcome } from './digit-outcome.ts'
import { warningsOf } from './digit-warnings.ts'

/** What a summary says besides the outcomes. */
export interface SummaryHead {
  readonly head: ClassifierRecord
  readonly choice: DigitChoice
  readonly norm: Norm
  /** Whether the sizes were asked for; else each image has the one that was found for it. */
  readonly sized: boolean
  readonly followsGradients: boolean
  /** How often the random control is drawn for each image. */
  readonly controlDraws: number
}

/** The result of an attack on images, from what became of each. */
export function summarise(images: readonly ImageOutcome[], about: SummaryHead): KindResult {
  const { head, choice, norm, sized, followsGradients, controlDraws } = about
  const columns = images[0]!.sizes.map((_, k) => images.map((image) => image.sizes[k]!))
  const clean = shareRight(images.map(({ margin }) => margin))
  const accuracies = (margin: (outcome: SizeOutcome) => number) =>
    columns.map((column) => shareRight(column.map(margin)))
  const attacked = accuracies(({ margin }) => margin)
  const examples = images.filter(({ example }) => example !== null)
  const summary = {
    classifier: usedClassifier(head),
    labels: choice.labels,
    split: choice.split,
    first: choice.first,
    images: images.length,
    epsilon: sized ? images[0]!.sizes.map(({ epsilon }) => epsilon) : null,
    norm,
    threshold: MARGIN_THRESHOLD,
    accuracy: { clean, attacked, certified: sized ? accuracies(({ certified }) => certified) : null },
    margin: {
      clean: mean(images.map(({ margin }) => margin)),
      attacked: columns.map((column) => mean(column.map(({ margin }) => margin))),
    },
    norms: columns.map(greatestNorms),
    control: {
      draws: controlDraws,
      accuracy: accuracies(({ control }) => control.output),
      margin: columns.map((column) => mean(column.map(({ control }) => control.output))),
    },
    crossCheck: crossCheckOf(columns),
    warnings: warningsOf(images, columns, followsGradients),
    examples: examples.map(({ index, trueClass, margin, sizes }) => ({
      index,
      label: choice.labels[trueClass],
      margin: { clean: margin, attacked: sizes.map((size) => size.margin) },
    })),
    ...besidesOf(images, norm, choice.labels),
  }
  const last = attacked.at(-1)!
  return {
    summary,
    arrays: {
      examples: concatenate(examples.flatMap(({ example }) => example!)),
    },
    message: `accuracy ${clean.toFixed(4)} before, ${last.toFixed(4)} after${sized ? ` ε = ${columns.at(-1)![0]!.epsilon}` : ''}`,
  }
}

/** The largest perturbation of any image, in each norm. */
function greatestNorms(column: readonly SizeOutcome[]): Record<Norm, number> {
  const most = { linf: 0, l2: 0, l0: 0 }
  for (const { norms } of column) {
    for (const norm of ['linf', 'l2', 'l0'] as const) most[norm] = Math.max(most[norm], norms[norm])
  }
  return most
}

/** What an attack without gradients does to the same images, beside this one; null where none was made. */
function crossCheckOf(columns: readonly (readonly SizeOutcome[])[]): object | null {
  const checked = columns.map((column) => column.filter(({ gradientFree }) => gradientFree !== null))
  if (checked[0]!.length === 0) return null
  return {
    attack: 'square',
    images: checked[0]!.length,
    queries: CROSS_CHECK.queries,
    accuracy: {
      attacked: checked.map((column) => shareRight(column.map(({ margin }) => margin))),
      gradientFree: checked.map((column) => shareRight(column.map(({ gradientFree }) => gradientFree!))),
    },
  }
}

/** Numbers in all examples of a job: before, and after each size. */
export function examplePixels(examples: number, sizes: number): number {
  return examples * (sizes + 1) * DIGIT_PIXELS
}
