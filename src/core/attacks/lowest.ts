import type { Target } from '../target.ts'

/** Keeps the point of the lowest output among those it is shown; the first of several. */
export class Lowest {
  readonly #target: Target
  #x: Float64Array
  #output: number

  constructor(target: Target, x: Float64Array) {
    this.#target = target
    this.#x = x.slice()
    this.#output = target.output(x)
  }

  get x(): Float64Array {
    return this.#x
  }

  get output(): number {
    return this.#output
  }

  see(x: Float64Array): void {
    const output = this.#target.output(x)
    if (!(output < this.#output)) return
    this.#x = x
    this.#output = output
  }
}
