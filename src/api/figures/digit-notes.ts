import { formatNumber } from '../../look/numbers.ts'
import type { DigitAttackShape } from '../result-shapes.ts'

/** A figure repeats no more warnings than these; an attack of many sizes may have two for each. */
const MOST_WARNINGS = 4

/** What the chart of an attack on digits does not show: what it is made of, what else was found, and the warnings. */
export function digitNotes(result: DigitAttackShape): string[] {
  const { images, split, labels } = result
  const set = split === 'test' ? 'test' : 'training'
  return [
    `${images} ${set} images of ${labels[0]} and ${labels[1]}.${checkedOf(result)}${foundOf(result)}`,
    ...warningsOf(result),
  ]
}

function checkedOf({ crossCheck }: DigitAttackShape): string {
  if (crossCheck === null) return ''
  const { images, queries } = crossCheck
  return ` Cross-checked without gradients: the first ${images}, by the square attack with ${queries} queries.`
}

function foundOf(result: DigitAttackShape): string {
  if ('fewest' in result) {
    const { found, quartiles } = result.fewest
    const median = quartiles === null ? '' : `, half of them by ${formatNumber(quartiles[1])} pixels or fewer`
    return ` Misled in the end: ${percent(found)}${median}.`
  }
  if (result.epsilon !== null) return ''
  const { smallest, accuracy, control } = result
  return [
    ` Found for ${percent(smallest.found)} of the images, ${percent(1 - accuracy.clean)} being told wrongly anyway;`,
    'quartiles are of those found.',
    `Random noise of the same sizes leaves ${percent(control.accuracy[0]!)} told rightly.`,
  ].join(' ')
}

function warningsOf({ warnings }: DigitAttackShape): string[] {
  const left = warnings.length - MOST_WARNINGS
  return [
    ...warnings.slice(0, MOST_WARNINGS).map(({ message }) => `Warning: ${message}.`),
    ...(left > 0 ? [`And ${left} further ${left === 1 ? 'warning' : 'warnings'}.`] : []),
  ]
}

function percent(share: number): string {
  return `${formatNumber(100 * share, 3)} %`
}
