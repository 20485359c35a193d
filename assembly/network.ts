// What src/core/digits/kernels/kernel.ts calls, and says more of; AssemblyScript, compiled by build.ts.
//
// Each sum is taken in an order that depends on its own terms alone, not on what else is computed in the same call, so
// that an image has the same result to the last bit alone and among others. No operation is fused or relaxed: every
// processor gives the same bits.

import { NUMBER } from './memory'
import { sparseProduct } from './sparse-product'

export { adam } from './adam'
export { forward } from './forward'
export { FREE_FROM } from './memory'
export { signStep } from './sign-step'

/** dx[k] = Wᵀ dy[k]. */
export function backward(weights: usize, dy: usize, dx: usize, inputs: i32, outputs: i32, images: i32): void {
  sparseProduct(dy, outputs, 1, weights, dx, images, outputs, inputs, true)
}

/** dW += Σ dy[k] x[k]ᵀ, db += Σ dy[k]. */
export function accumulate(
  dy: usize,
  x: usize,
  dWeights: usize,
  dBias: usize,
  inputs: i32,
  outputs: i32,
  images: i32,
): void {
  sparseProduct(dy, 1, outputs, x, dWeights, outputs, images, inputs, false)
  for (let row = 0; row < outputs; row++) {
    let sum = f64.load(dBias)
    for (let k = 0; k < images; k++) sum += f64.load(dy + <usize>(k * outputs + row) * NUMBER)
    f64.store(dBias, sum)
    dBias += NUMBER
  }
}
