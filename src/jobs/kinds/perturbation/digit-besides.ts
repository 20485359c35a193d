import type { Norm } from '../../../core/attacks/norms.ts'
import { mean } from '../../../core/numerics/mean.ts'
import { quartiles } from '../../../core/numerics/quantile.ts'
import type { ImageOutcome } from './digit-outcome.ts'
import type { Noise } from './gradient-free-methods.ts'

/** What the methods say of one image besides its margins; each of them says one of these or nothing. */
interface Besides {
  /** Whether a smallest perturbation was found. */
  readonly found?: boolean
  /** The fewest pixels, up to the largest size, that mislead the network; null where they do not. */
  readonly fewest?: number | null
  readonly noise?: Noise
}

/** What a result says besides accuracies, from what the method said of each image. */
export function besidesOf(
  images: readonly ImageOutcome[],
  norm: Norm,
  labels: readonly [number, number],
): object {
  const all = images.map(({ besides }) => besides as Besides)
  const [first] = all
  const which = {
    indices: images.map(({ index }) => index),
    labels: images.map(({ trueClass }) => labels[trueClass]),
    margins: images.map(({ margin }) => margin),
  }
  if (first?.found !== undefined) return { smallest: { ...smallestOf(images, all, norm), ...which } }
  if (first?.fewest !== undefined) {
    return { fewest: { ...fewestOf(all.map(({ fewest }) => fewest ?? null)), ...which } }
  }
  if (first?.noise !== undefined) return { noise: noiseOf(all.map(({ noise }) => noise!)) }
  return {}
}

/** The sizes found, an image each in order, and their quartiles over the images that were found to have one. */
function smallestOf(images: readonly ImageOutcome[], all: readonly Besides[], norm: Norm): object {
  const sizes = images.map(({ sizes: [size] }, i) => (all[i]!.found ? size!.norms[norm] : null))
  const found = sizes.filter((size) => size !== null)
  return { found: found.length / sizes.length, sizes, quartiles: quartiles(found) }
}

function fewestOf(pixels: readonly (number | null)[]): object {
  const found = pixels.filter((count) => count !== null)
  return { found: found.length / pixels.length, pixels, quartiles: quartiles(found) }
}

/** Of random noise: mean of the means, least of all, and share of all draws that mislead, a number a size. */
function noiseOf(all: readonly Noise[]): object {
  const { draws, mean: means } = all[0]!
  const over = (numbers: (noise: Noise) => readonly number[]) =>
    means.map((_, k) => all.map((noise) => numbers(noise)[k]!))
  return {
    draws,
    mean: over((noise) => noise.mean).map(mean),
    least: over((noise) => noise.least).map((values) => values.reduce((a, b) => Math.min(a, b))),
    silenced: over((noise) => noise.silenced).map(mean),
  }
}
