import { NUMBER, PAIR, plus } from './memory'

/** Images that stay in the cache while the weights pass by, an even number. */
const IMAGES_AT_A_TIME: i32 = 24

/** y[k] = W x[k] + b. */
export function forward(
  weights: usize,
  bias: usize,
  x: usize,
  y: usize,
  inputs: i32,
  outputs: i32,
  images: i32,
): void {
  const xBytes = <usize>inputs * NUMBER
  const yBytes = <usize>outputs * NUMBER
  for (let first = 0; first < images; first += IMAGES_AT_A_TIME) {
    const end = min(first + IMAGES_AT_A_TIME, images)
    for (let row = 0; row < outputs; row += 4) {
      let k = first
      for (; k + 2 <= end; k += 2) {
        fourRowsTwoImages(weights, x + <usize>k * xBytes, y + <usize>k * yBytes, inputs, outputs, row)
      }
      for (; k < end; k++) {
        fourRowsOneImage(weights, x + <usize>k * xBytes, y + <usize>k * yBytes, inputs, outputs, row)
      }
    }
  }
  finish(weights, bias, x, y, inputs, outputs, images)
}

/** Numbers in one of the two halves of a row that are summed apart; up to three at the end of the row are in neither. */
function halfOf(inputs: i32): i32 {
  return (inputs >> 2) << 1
}

/** y = W x over both halves, for four rows; past the last row it computes that one again, and drops it. */
function fourRowsOneImage(weights: usize, x: usize, y: usize, inputs: i32, outputs: i32, row: i32): void {
  const last = outputs - 1
  const bytes = <usize>inputs * NUMBER
  const half = <usize>halfOf(inputs) * NUMBER
  let w0 = weights + <usize>row * bytes
  let w1 = weights + <usize>min(row + 1, last) * bytes
  let w2 = weights + <usize>min(row + 2, last) * bytes
  let w3 = weights + <usize>min(row + 3, last) * bytes
  let low0 = f64x2.splat(0)
  let low1 = f64x2.splat(0)
  let low2 = f64x2.splat(0)
  let low3 = f64x2.splat(0)
  let high0 = f64x2.splat(0)
  let high1 = f64x2.splat(0)
  let high2 = f64x2.splat(0)
  let high3 = f64x2.splat(0)
  const end = x + half
  for (; x + 2 * PAIR <= end; x += 2 * PAIR) {
    let low = v128.load(x)
    let high = v128.load(x + half)
    low0 = plus(low0, v128.load(w0), low)
    low1 = plus(low1, v128.load(w1), low)
    low2 = plus(low2, v128.load(w2), low)
    low3 = plus(low3, v128.load(w3), low)
    high0 = plus(high0, v128.load(w0 + half), high)
    high1 = plus(high1, v128.load(w1 + half), high)
    high2 = plus(high2, v128.load(w2 + half), high)
    high3 = plus(high3, v128.load(w3 + half), high)
    low = v128.load(x, 16)
    high = v128.load(x + half, 16)
    low0 = plus(low0, v128.load(w0, 16), low)
    low1 = plus(low1, v128.load(w1, 16), low)
    low2 = plus(low2, v128.load(w2, 16), low)
    low3 = plus(low3, v128.load(w3, 16), low)
    high0 = plus(high0, v128.load(w0 + half, 16), high)
    high1 = plus(high1, v128.load(w1 + half, 16), high)
    high2 = plus(high2, v128.load(w2 + half, 16), high)
    high3 = plus(high3, v128.load(w3 + half, 16), high)
    w0 += 2 * PAIR
    w1 += 2 * PAIR
    w2 += 2 * PAIR
    w3 += 2 * PAIR
  }
  if (x < end) {
    const low = v128.load(x)
    const high = v128.load(x + half)
    low0 = plus(low0, v128.load(w0), low)
    low1 = plus(low1, v128.load(w1), low)
    low2 = plus(low2, v128.load(w2), low)
    low3 = plus(low3, v128.load(w3), low)
    high0 = plus(high0, v128.load(w0 + half), high)
    high1 = plus(high1, v128.load(w1 + half), high)
    high2 = plus(high2, v128.load(w2 + half), high)
    high3 = plus(high3, v128.load(w3 + half), high)
  }
  put(y, low0, low1, low2, low3, row, last, false)
  put(y, high0, high1, high2, high3, row, last, true)
}

/** The same for two images one after the other, each row being read once for both. */
function fourRowsTwoImages(weights: usize, x: usize, y: usize, inputs: i32, outputs: i32, row: i32): void {
  const half = <usize>halfOf(inputs) * NUMBER
  tile(weights, x, y, inputs, outputs, row, false)
  tile(weights + half, x + half, y, inputs, outputs, row, true)
}

/** y = W x over one half, or y += W x, for four rows and two images. */
function tile(weights: usize, x: usize, y: usize, inputs: i32, outputs: i32, row: i32, add: bool): void {
  const last = outputs - 1
  const bytes = <usize>inputs * NUMBER
  let w0 = weights + <usize>row * bytes
  let w1 = weights + <usize>min(row + 1, last) * bytes
  let w2 = weights + <usize>min(row + 2, last) * bytes
  let w3 = weights + <usize>min(row + 3, last) * bytes
  let xa = x
  let xb = x + bytes
  let a0 = f64x2.splat(0)
  let a1 = f64x2.splat(0)
  let a2 = f64x2.splat(0)
  let a3 = f64x2.splat(0)
  let b0 = f64x2.splat(0)
  let b1 = f64x2.splat(0)
  let b2 = f64x2.splat(0)
  let b3 = f64x2.splat(0)
  const end = xa + <usize>halfOf(inputs) * NUMBER
  for (; xa < end; xa += PAIR) {
    const a = v128.load(xa)
    const b = v128.load(xb)
    let w = v128.load(w0)
    a0 = plus(a0, w, a)
    b0 = plus(b0, w, b)
    w = v128.load(w1)
    a1 = plus(a1, w, a)
    b1 = plus(b1, w, b)
    w = v128.load(w2)
    a2 = plus(a2, w, a)
    b2 = plus(b2, w, b)
    w = v128.load(w3)
    a3 = plus(a3, w, a)
    b3 = plus(b3, w, b)
    w0 += PAIR
    w1 += PAIR
    w2 += PAIR
    w3 += PAIR
    xb += PAIR
  }
  put(y, a0, a1, a2, a3, row, last, add)
  put(y + <usize>outputs * NUMBER, b0, b1, b2, b3, row, last, add)
}

/** Stores the sums of four rows, or adds them to what is there; rows past the last are left out. */
function put(y: usize, s0: v128, s1: v128, s2: v128, s3: v128, row: i32, last: i32, add: bool): void {
  const at = y + <usize>row * NUMBER
  putOne(at, s0, add)
  if (row < last) putOne(at + NUMBER, s1, add)
  if (row + 1 < last) putOne(at + 2 * NUMBER, s2, add)
  if (row + 2 < last) putOne(at + 3 * NUMBER, s3, add)
}

function putOne(at: usize, sum: v128, add: bool): void {
  f64.store(at, add ? f64.load(at) + bothLanes(sum) : bothLanes(sum))
}

function bothLanes(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}

/** Adds to y what both halves leave out, and the bias. */
function finish(
  weights: usize,
  bias: usize,
  x: usize,
  y: usize,
  inputs: i32,
  outputs: i32,
  images: i32,
): void {
  const done = 2 * halfOf(inputs)
  for (let k = 0; k < images; k++) {
    for (let row = 0; row < outputs; row++) {
      let sum = f64.load(y)
      for (let i = done; i < inputs; i++) {
        sum += f64.load(weights + <usize>(row * inputs + i) * NUMBER) * f64.load(x + <usize>i * NUMBER)
      }
      f64.store(y, sum + f64.load(bias + <usize>row * NUMBER))
      y += NUMBER
    }
    x += <usize>inputs * NUMBER
  }
}
