import { countRight, isRight } from '../../../core/digits/right-answers.ts'
import type { ImageOutcome, SizeOutcome } from './digit-outcome.ts'

/** Why a result may not mean what it seems to. */
export interface Warning {
  readonly code: 'vanishing-gradients' | 'gradient-free-attack-is-stronger' | 'random-noise-is-stronger'
  readonly message: string
}

/** A gradient has vanished where all of the budget along it promises to take less than this share of the margin. */
const LEAST_PROMISE = 1e-3

/** From so large a part of the images on it is said. */
const TELLING_PART = 0.05

/**
 * What stands beside a result: gradients that vanish, of an attack that follows them, or attacks that look at none and
 * yet do more. Either tells that the attack is no judge of this network. Sources: Athalye, Carlini, Wagner, arXiv:1802.00420; Croce, Hein,
 * arXiv:2003.01690.
 */
export function warningsOf(
  images: readonly ImageOutcome[],
  columns: readonly (readonly SizeOutcome[])[],
  followsGradients: boolean,
): Warning[] {
  return [...(followsGradients ? vanishing(images) : []), ...gradientFree(columns), ...random(columns)]
}

function vanishing(images: readonly ImageOutcome[]): Warning[] {
  const right = images.filter(({ margin }) => isRight(margin))
  const flat = right.filter(({ slope, margin, sizes }) => {
    const largest = sizes.reduce((most, { norms }) => Math.max(most, norms.linf), 0)
    return slope * Math.max(largest, LEAST_PROMISE) < LEAST_PROMISE * margin
  })
  if (flat.length <= TELLING_PART * right.length) return []
  const message = `at ${flat.length} of ${right.length} images told rightly the gradient is too small to lead anywhere: judge this network by attacks that look at none, and by transfer`
  return [{ code: 'vanishing-gradients', message }]
}

function gradientFree(columns: readonly (readonly SizeOutcome[])[]): Warning[] {
  return columns.flatMap((column) => {
    const checked = column.filter(({ gradientFree }) => gradientFree !== null)
    const right = countRight(checked.map(({ margin }) => margin))
    const left = countRight(checked.map(({ gradientFree }) => gradientFree!))
    if (left >= right) return []
    const message = `at ${sizeOf(column)} an attack without gradients leaves ${left} of ${checked.length} images told rightly, this one ${right}`
    return [{ code: 'gradient-free-attack-is-stronger' as const, message }]
  })
}

function random(columns: readonly (readonly SizeOutcome[])[]): Warning[] {
  return columns.flatMap((column) => {
    const right = countRight(column.map(({ margin }) => margin))
    const left = countRight(column.map(({ control }) => control.output))
    if (left >= right) return []
    const message = `at ${sizeOf(column)} random noise of the same size leaves ${left} of ${column.length} images told rightly, this attack ${right}`
    return [{ code: 'random-noise-is-stronger' as const, message }]
  })
}

/** The size of an attack in words; those of a search for the smallest differ from image to image. */
function sizeOf(column: readonly SizeOutcome[]): string {
  const { epsilon } = column[0]!
  return column.every((outcome) => outcome.epsilon === epsilon) ? `ε = ${epsilon}` : 'the sizes reached'
}
