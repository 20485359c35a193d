import { CLASSES } from '../network.ts'

/**
 * Cross-entropy of the softmax of the scores, summed over images: Σ −log p_k(class k), p = exp(s)/Σ exp(s).
 *
 * `scores` holds two a image, `slopes` receives ∂(mean loss)/∂scores = (p − onehot)/images.
 */
export function crossEntropyInPlace(
  scores: Float64Array,
  classes: ArrayLike<number>,
  images: number,
  slopes: Float64Array,
): number {
  let loss = 0
  for (let image = 0; image < images; image++) {
    const right = CLASSES * image + classes[image]!
    const wrong = CLASSES * image + 1 - classes[image]!
    const margin = scores[right]! - scores[wrong]!
    // log(1 + e^−margin), without overflow; the share is the probability of the wrong class.
    const shrunk = Math.exp(-Math.abs(margin))
    const share = (margin < 0 ? 1 : shrunk) / (1 + shrunk)
    loss += Math.max(0, -margin) + Math.log1p(shrunk)
    slopes[right] = -share / images
    slopes[wrong] = share / images
  }
  return loss
}
