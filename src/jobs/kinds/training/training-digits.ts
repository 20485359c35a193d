import { InvalidInput } from '../../../core/errors.ts'
import { availableDigits, labelPair } from '../../digits.ts'
import type { DescentTraining, PcaSvmTraining } from '../../specs/trainings.ts'

type WithDigits = Pick<DescentTraining | PcaSvmTraining, 'digits'>

/** The digits that a training tells apart, and how many images of them it learns from. */
export function trainingDigits({ digits }: WithDigits): {
  readonly labels: readonly [number, number]
  readonly count: number
} {
  const labels = labelPair(digits?.labels)
  return { labels, count: digits?.count ?? availableDigits(labels, 'train') }
}

/** Refuses more images than there are. Throws `InvalidInput` at /digits/count. */
export function checkTrainingDigits(spec: WithDigits): void {
  const { labels, count } = trainingDigits(spec)
  const available = availableDigits(labels, 'train')
  if (count <= available) return
  throw new InvalidInput(
    'too-many-images',
    '/digits/count',
    `there are ${available} training images of ${labels[0]} and ${labels[1]}, not ${count}`,
  )
}
