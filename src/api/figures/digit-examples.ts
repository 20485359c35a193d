import { normsOf } from '../../core/attacks/norms.ts'
import { blueWhiteRed, MAP_STEPS } from '../../look/colours.ts'
import {
  type ExamplePixels,
  examplePixels,
  filtered,
  greyPicture,
  largestMagnitude,
  signedPicture,
} from '../../look/example-pixels.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { DigitAttackShape } from '../result-shapes.ts'
import type { Drawing } from './plot/drawing.ts'
import { type PictureRow, pictureGrid } from './plot/picture-grid.ts'

/** So many examples fit below a chart. */
const MOST_EXAMPLES = 6

/** The first examples, a column each: before, what was changed, after, and what a filter lets through of that. */
export function exampleGrid(result: DigitAttackShape, pixels: Float64Array): Drawing | undefined {
  const pictures = examplePixels(pixels, result.accuracy.attacked.length)
  const shown = result.examples.slice(0, MOST_EXAMPLES).map((_, i) => i)
  if (shown.length === 0) return undefined
  const size = tellingSize(result)
  const { hill } = result.classifier
  const taken = (margin: (example: number) => number) =>
    shown.map((i) => {
      const { label } = result.examples[i]!
      const right = margin(i) > result.threshold
      const answer = right ? label : result.labels.find((other) => other !== label)
      return { caption: `taken for ${answer}`, bold: !right }
    })
  const before = taken((i) => result.examples[i]!.margin.clean)
  const after = taken((i) => result.examples[i]!.margin.attacked[size]!)
  return pictureGrid({
    heading:
      result.epsilon === null
        ? 'Examples, each at its own size'
        : `Examples at ε = ${formatNumber(result.epsilon[size]!)}`,
    columns: shown.map((i) => `a ${result.examples[i]!.label}`),
    rows: [
      {
        label: 'before',
        pictures: shown.map((i) => ({ picture: greyPicture(pictures.before(i)), ...before[i] })),
      },
      perturbations(result, pictures, shown, size),
      {
        label: 'after',
        pictures: shown.map((i) => ({ picture: greyPicture(pictures.after(i, size)), ...after[i] })),
      },
      ...(hill === null
        ? []
        : [
            {
              label: 'after the filter',
              pictures: shown.map((i) => ({ picture: greyPicture(filtered(pictures.after(i, size), hill)) })),
            },
          ]),
    ],
  })
}

/** The place of the smallest size that misleads half of those that were told rightly; else of the largest. */
function tellingSize({ epsilon, accuracy }: DigitAttackShape): number {
  if (epsilon === null) return 0
  const order = epsilon.map((_, i) => i).sort((a, b) => epsilon[a]! - epsilon[b]!)
  return order.find((i) => accuracy.attacked[i]! <= accuracy.clean / 2) ?? order.at(-1)!
}

function perturbations(
  { epsilon, norm }: DigitAttackShape,
  pictures: ExamplePixels,
  shown: readonly number[],
  size: number,
): PictureRow {
  const changes = shown.map((i) => pictures.perturbation(i, size))
  const most = largestMagnitude(changes)
  const map = blueWhiteRed()
  return {
    label: 'perturbation',
    pictures: changes.map((change, i) => ({
      picture: { ...signedPicture(change, most, MAP_STEPS), palette: map },
      ...(epsilon === null && { caption: `size ${formatNumber(lengthOf(pictures, i, size, norm), 3)}` }),
    })),
    colours: { map, labels: [`+${formatNumber(most, 2)}`, '0', `−${formatNumber(most, 2)}`] },
  }
}

function lengthOf(
  pictures: ExamplePixels,
  example: number,
  size: number,
  norm: DigitAttackShape['norm'],
): number {
  return normsOf(pictures.before(example), pictures.after(example, size))[norm]
}
