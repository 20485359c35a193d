import { scaleLinear } from 'd3-scale'
import { formatNumber, powerOfTen } from '../../look/numbers.ts'

export interface Tick {
  readonly share: number
  readonly text: string
}

/** About so many ticks. */
const TICKS = 5

/** An axis of the box around a surface: where on it a value is, from 0 to 1, and its ticks. */
export class SurfaceAxis {
  readonly least: number
  readonly greatest: number
  readonly #log: boolean
  readonly #from: number
  readonly #to: number

  constructor(values: readonly number[], log: boolean) {
    this.least = values.reduce((a, b) => Math.min(a, b))
    this.greatest = values.reduce((a, b) => Math.max(a, b))
    this.#log = log && this.least > 0
    const [from, to] = [this.#place(this.least), this.#place(this.greatest)]
    // A single value is in the middle.
    const room = to > from ? 0 : 0.5
    this.#from = from - room
    this.#to = to + room
  }

  shareOf(value: number): number {
    return (this.#place(value) - this.#from) / (this.#to - this.#from)
  }

  /** Of a logarithmic axis the powers of ten, as many as have room. */
  ticks(): Tick[] {
    if (!this.#log) {
      const values = scaleLinear().domain([this.#from, this.#to]).ticks(TICKS)
      return values.map((value) => ({ share: this.shareOf(value), text: formatNumber(value) }))
    }
    const [first, last] = [Math.ceil(this.#from - 1e-9), Math.floor(this.#to + 1e-9)]
    const step = Math.max(1, Math.ceil((last - first) / TICKS))
    return Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, i) => {
      const exponent = first + i * step
      return { share: (exponent - this.#from) / (this.#to - this.#from), text: powerOfTen(exponent) }
    })
  }

  #place(value: number): number {
    return this.#log ? Math.log10(value) : value
  }
}
