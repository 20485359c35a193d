import { DISTANCE_SLACK } from '../../numerics/distance-slack.ts'
import { KERNEL_BYTES } from './bytes.ts'

/** Room in a kernel's memory: `values` is a view of it, `offset` its address in bytes. */
export interface Block {
  readonly offset: number
  readonly values: Float64Array
}

/** Numbers that a dense layer takes and gives. */
export interface Shape {
  readonly inputs: number
  readonly outputs: number
}

/** How one step of Adam goes; the corrections are 1 − β1^t and 1 − β2^t at step t = 1, 2, … */
export interface AdamStep {
  readonly rate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly decay: number
  readonly correction1: number
  readonly correction2: number
}

/** Where a step along signs may lead, and how far it goes. */
export interface SignStep {
  readonly centre: Block
  /** The least and the greatest value of every number. */
  readonly lower: number
  readonly upper: number
  readonly length: number
  readonly epsilon: number
}

/**
 * Products of dense layers, in a memory of their own.
 *
 * Weights W are stored row by row (`outputs` rows of `inputs`), vectors x[k], y[k], … of `images` images one after the
 * other. What is computed for an image is the same to the last bit alone and among others, and on every machine. Every
 * method throws a RangeError when a block is too short for what it is to hold; blocks must be of this kernel.
 */
export interface Kernel {
  /** Room for `length` numbers, all 0; throws a RangeError when the kernel has no more. */
  allocate(length: number): Block
  /** y[k] = W x[k] + b. */
  forward(weights: Block, bias: Block, x: Block, y: Block, shape: Shape, images: number): void
  /** dx[k] = Wᵀ dy[k]; entries of dy that are 0 are left out and cost almost nothing. */
  backward(weights: Block, dy: Block, dx: Block, shape: Shape, images: number): void
  /** dW += Σ_k dy[k] x[k]ᵀ and db += Σ_k dy[k]; entries of dy that are 0 cost almost nothing. */
  accumulate(dy: Block, x: Block, dWeights: Block, dBias: Block, shape: Shape, images: number): void
  /**
   * One step of Adam on all numbers of a block (Kingma & Ba, arXiv:1412.6980, algorithm 1), with the decoupled decay of
   * Loshchilov & Hutter (arXiv:1711.05101):
   * m = β1 m + (1 − β1) g, v = β2 v + (1 − β2) g², w −= rate·(m/c1)/(√(v/c2) + ε) + rate·decay·w.
   */
  adam(weights: Block, gradient: Block, m: Block, v: Block, step: AdamStep): void
  /**
   * to = x − length·sgn g, brought back to no further than ε from the centre as computed in doubles, and then to the
   * bounds: the L∞ step of src/core/attacks/ball.ts, to the last bit.
   */
  signStep(x: Block, gradient: Block, to: Block, within: SignStep): void
}

/** What the compiled module exports; assembly/network.ts says what its functions do. */
interface Exports {
  readonly FREE_FROM: { readonly value: number }
  forward(w: number, b: number, x: number, y: number, inputs: number, outputs: number, images: number): void
  backward(w: number, dy: number, dx: number, inputs: number, outputs: number, images: number): void
  accumulate(
    dy: number,
    x: number,
    dw: number,
    db: number,
    inputs: number,
    outputs: number,
    images: number,
  ): void
  adam(
    w: number,
    gradient: number,
    m: number,
    v: number,
    count: number,
    beta1: number,
    beta2: number,
    step: number,
    scale: number,
    epsilon: number,
    kept: number,
  ): void
  signStep(
    x: number,
    gradient: number,
    centre: number,
    to: number,
    count: number,
    lower: number,
    upper: number,
    length: number,
    epsilon: number,
    slack: number,
    minusZero: number,
  ): void
}

/** The part of WebAssembly that is used: it is in the types of browsers, not in those of the language. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer }
  Instance: new (module: object, imports: { env: { memory: object } }) => { readonly exports: object }
}

/** Bytes of a page of memory, as WebAssembly counts it, of a line of the cache, of what an operation takes, of a number. */
const PAGE_BYTES = 65536
const LINE_BYTES = 64
const PAIR_BYTES = 16
const NUMBER_BYTES = 8

let compiled: object | undefined

/**
 * A kernel with room for `numbers` numbers in all its blocks together; throws a RangeError when there is no such memory.
 *
 * The products run as WebAssembly because it has what JavaScript lacks: two float64 at a time with the same bits on
 * every machine, fast enough to stand beside libraries that compute in float32. Open one for a network and keep it: a
 * memory takes gigabytes of address space (not of memory) until it is collected.
 */
export function openKernel(numbers: number): Kernel {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BYTES), (byte) => byte.charCodeAt(0)))
  // What is aligned takes up to twice its room; pages that nobody touches are never filled.
  const pages = Math.ceil((numbers * PAIR_BYTES) / PAGE_BYTES) + 2
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
  const run = new WebAssembly.Instance(compiled, { env: { memory } }).exports as Exports
  let next = run.FREE_FROM.value
  let left = numbers
  return {
    allocate(length) {
      if (!(length <= left))
        throw new RangeError(`no room for ${length} numbers: ${left} of ${numbers} are left`)
      const alignment = length * NUMBER_BYTES < LINE_BYTES ? PAIR_BYTES : LINE_BYTES
      const offset = Math.ceil(next / alignment) * alignment
      next = offset + length * NUMBER_BYTES
      left -= length
      return { offset, values: new Float64Array(memory.buffer, offset, length) }
    },
    forward(weights, bias, x, y, { inputs, outputs }, images) {
      need(weights, inputs * outputs)
      need(bias, outputs)
      need(x, images * inputs)
      need(y, images * outputs)
      run.forward(weights.offset, bias.offset, x.offset, y.offset, inputs, outputs, images)
    },
    backward(weights, dy, dx, { inputs, outputs }, images) {
      need(weights, inputs * outputs)
      need(dy, images * outputs)
      need(dx, images * inputs)
      run.backward(weights.offset, dy.offset, dx.offset, inputs, outputs, images)
    },
    accumulate(dy, x, dWeights, dBias, { inputs, outputs }, images) {
      need(dy, images * outputs)
      need(x, images * inputs)
      need(dWeights, inputs * outputs)
      need(dBias, outputs)
      run.accumulate(dy.offset, x.offset, dWeights.offset, dBias.offset, inputs, outputs, images)
    },
    adam(weights, gradient, m, v, { rate, beta1, beta2, epsilon, decay, correction1, correction2 }) {
      const { length } = weights.values
      for (const block of [gradient, m, v]) need(block, length)
      const [step, scale, kept] = [rate / correction1, 1 / correction2, 1 - rate * decay]
      run.adam(
        weights.offset,
        gradient.offset,
        m.offset,
        v.offset,
        // A block of an odd length is followed by a number of padding.
        length + (length % 2),
        beta1,
        beta2,
        step,
        scale,
        epsilon,
        kept,
      )
    },
    signStep(x, gradient, to, { centre, lower, upper, length, epsilon }) {
      const count = to.values.length
      for (const block of [x, gradient, centre]) need(block, count)
      run.signStep(
        x.offset,
        gradient.offset,
        centre.offset,
        to.offset,
        count + (count % 2),
        lower,
        upper,
        length,
        epsilon,
        DISTANCE_SLACK,
        -0,
      )
    },
  }
}

function need(block: Block, length: number): void {
  if (block.values.length < length) {
    throw new RangeError(`a block of ${block.values.length} numbers is too short for ${length}`)
  }
}
