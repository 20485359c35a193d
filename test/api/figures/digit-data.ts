import type {
  DescentTrainingShape,
  PcaSvmTrainingShape,
  SizedDigitsShape,
  SmallestDigitsShape,
} from '../../../src/api/result-shapes.ts'
import { DIGIT_PIXELS, DIGIT_SIDE } from '../../../src/core/digits/network.ts'

const LABELS = [3, 7] as const

/** A 7 as two strokes, a 3 as four; pixels from 0 to 1. */
export function drawnDigit(label: number): Float64Array {
  const pixels = new Float64Array(DIGIT_PIXELS)
  const stroke = (rows: readonly [number, number], columns: readonly [number, number]) => {
    for (let row = rows[0]; row < rows[1]; row++) {
      for (let column = columns[0]; column < columns[1]; column++) pixels[row * DIGIT_SIDE + column] = 0.8
    }
  }
  stroke([5, 8], [7, 20])
  stroke([5, 22], [17, 20])
  if (label === 3) {
    stroke([12, 15], [10, 20])
    stroke([20, 23], [7, 20])
  }
  return pixels
}

/** Rows of pixels that an attack makes brighter, darker, or leaves alone, in turn. */
export function change(pixel: number): number {
  return [1, 0, -1][Math.floor(pixel / DIGIT_SIDE) % 3]!
}

/** Pictures of examples as a job keeps them: before, and after each size. */
export function pixelsOf(labels: readonly number[], sizes: readonly number[]): Float64Array {
  const pictures = labels.flatMap((label) => {
    const before = drawnDigit(label)
    const after = sizes.map((size) =>
      before.map((value, i) => Math.min(1, Math.max(0, value + size * change(i)))),
    )
    return [before, ...after]
  })
  const pixels = new Float64Array(pictures.length * DIGIT_PIXELS)
  pictures.forEach((picture, i) => {
    pixels.set(picture, i * DIGIT_PIXELS)
  })
  return pixels
}

/** Digits and file places of so many examples; the last is told wrongly from the start. */
function examplesOf(count: number, sizes: readonly number[]) {
  return Array.from({ length: count }, (_, i) => {
    const clean = i === count - 1 ? -0.5 : 1 + i
    return {
      index: 17 * i,
      label: LABELS[i % 2]!,
      margin: { clean, attacked: sizes.map((size) => clean - 10 * size) },
    }
  })
}

function common(images: number, sizes: readonly number[], examples: number) {
  return {
    classifier: { name: 'mlp-plain', digest: '0'.repeat(64), hill: null },
    labels: LABELS,
    split: 'test' as const,
    first: 0,
    images,
    norm: 'linf' as const,
    threshold: 0,
    margin: { clean: 5, attacked: sizes.map((size) => 5 - 40 * size) },
    norms: sizes.map((size) => ({ linf: size, l2: 20 * size, l0: 500 })),
    control: {
      draws: 2,
      accuracy: sizes.map((size) => Math.max(0, 0.98 - 0.1 * size)),
      margin: sizes.map((size) => 5 - size),
    },
    warnings: [],
    examples: examplesOf(examples, sizes),
  }
}

/** An attack that misleads four in ten images for every tenth in ε; the certificates end at three quarters of that. */
export function digitAttack(epsilon: readonly number[], examples = 4) {
  const attacked = (size: number) => Math.max(0, 0.98 - 4 * size)
  const result: SizedDigitsShape = {
    ...common(200, epsilon, examples),
    epsilon: [...epsilon],
    accuracy: {
      clean: 0.98,
      attacked: epsilon.map(attacked),
      certified: epsilon.map((size) => Math.max(0, 0.98 - 5 * size)),
    },
    crossCheck: {
      attack: 'square',
      images: 50,
      queries: 300,
      accuracy: {
        attacked: epsilon.map(attacked),
        gradientFree: epsilon.map((size) => Math.max(0, 0.96 - 3 * size)),
      },
    },
  }
  return { result, pixels: pixelsOf(labelsOf(result), epsilon) }
}

/** Smallest perturbations of these sizes, an image each; null where there is none. */
export function smallest(sizes: readonly (number | null)[], examples = 4) {
  const found = sizes.filter((size) => size !== null)
  const wrong = found.filter((size) => size === 0).length
  const result: SmallestDigitsShape = {
    ...common(sizes.length, [0.1], examples),
    epsilon: null,
    accuracy: {
      clean: 1 - wrong / sizes.length,
      attacked: [1 - found.length / sizes.length],
      certified: null,
    },
    crossCheck: null,
    smallest: {
      found: found.length / sizes.length,
      sizes: [...sizes],
      quartiles: found.length === 0 ? null : [0.05, 0.1, 0.15],
      indices: sizes.map((_, i) => 17 * i),
      labels: sizes.map((_, i) => (i % 2 === 0 ? 7 : 3)),
      margins: sizes.map((_, i) => 2.5 - 3 * i),
    },
  }
  return { result, pixels: pixelsOf(labelsOf(result), [0.1]) }
}

function labelsOf({ examples }: SizedDigitsShape | SmallestDigitsShape): number[] {
  return examples.map(({ label }) => label)
}

/** A loss that falls as 1/epoch, and accuracies that rise as it does. */
export function descentTraining(epochs: number): DescentTrainingShape {
  const epoch = Array.from({ length: epochs }, (_, i) => i + 1)
  const training = epoch.map((k) => 1 - 0.05 / k)
  const test = epoch.map((k) => 0.99 - 0.05 / k)
  const loss = epoch.map((k) => 0.5 / k)
  return {
    labels: LABELS,
    images: { training: 12_396, test: 2038 },
    parameters: 3150,
    epochs: { epoch, loss, accuracy: { training, test } },
    accuracy: { training: training.at(-1)!, test: test.at(-1)! },
    loss: loss.at(-1)!,
  }
}

export const pcaSvmTraining = (tilt: number | null): PcaSvmTrainingShape => ({
  labels: LABELS,
  images: { training: 12_396, test: 2038 },
  parameters: 1576,
  accuracy: { training: 0.957, test: 0.9637 },
  boundary: tilt === null ? null : { tilt, tiltAmongComponents: tilt / 2 },
})
