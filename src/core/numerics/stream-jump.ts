import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'

const WORDS = 4
const BITS = 32 * WORDS

/** Images of the 128 unit states under 2^k jumps, one after the other; a jump is linear over bits. */
const powers: Int32Array[] = []

/**
 * The state of xoroshiro128+ after `count` jumps of 2^64 steps each; `count` is whole and at least 0.
 *
 * A jump is a linear map of the 128 bits of state, so that its 2^k-th powers, found by squaring and kept, take any
 * count in as many steps as it has binary digits.
 */
export function jumped(state: readonly number[], count: number): number[] {
  let now = Int32Array.from(state)
  for (let k = 0, left = count; left > 0; k++, left = Math.floor(left / 2)) {
    if (left % 2 === 1) now = product(power(k), now)
  }
  return Array.from(now)
}

function power(k: number): Int32Array {
  powers[k] ??= k === 0 ? oneJump() : squared(power(k - 1))
  return powers[k]
}

function oneJump(): Int32Array {
  const images = new Int32Array(BITS * WORDS)
  for (let bit = 0; bit < BITS; bit++) {
    const unit = [0, 0, 0, 0]
    unit[bit >> 5] = 1 << bit
    const generator = xoroshiro128plusFromState(unit)
    generator.jump()
    images.set(generator.getState(), bit * WORDS)
  }
  return images
}

function squared(map: Int32Array): Int32Array {
  const images = new Int32Array(BITS * WORDS)
  for (let at = 0; at < images.length; at += WORDS) images.set(product(map, map.subarray(at, at + WORDS)), at)
  return images
}

/** The image of one state: the sum, bit by bit without carry, of the images of its bits. */
function product(map: Int32Array, state: Int32Array): Int32Array<ArrayBuffer> {
  const image = new Int32Array(WORDS)
  for (let bit = 0; bit < BITS; bit++) {
    if ((state[bit >> 5]! & (1 << bit)) === 0) continue
    for (let word = 0; word < WORDS; word++) image[word]! ^= map[bit * WORDS + word]!
  }
  return image
}
