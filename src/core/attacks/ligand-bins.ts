import { InvalidInput } from '../errors.ts'
import { sortByKeyInPlace } from '../numerics/merge-sort.ts'
import { BlockTable } from './block-table.ts'

/** A histogram of binding times may have this many bins at the most. */
export const LARGEST_BIN_COUNT = 100_000

/** Guards the floor of τc/w against a quotient that rounding has put just below a whole number. */
const BIN_TOLERANCE = 1e-9

/** Bins of one width (s) from 0 up to the largest binding time; those below the critical one are free. */
export interface BinLayout {
  readonly width: number
  /** Number of bins at the start; the last one includes its upper edge. */
  readonly count: number
  /** Bins 0 … free − 1 lie below the critical binding time: B = ⌊τc/w + 1e-9⌋. */
  readonly free: number
}

/**
 * Lays bins over the binding times (s). Throws `InvalidInput` for a width that is not positive or that gives
 * over 100 000 bins; `path` names the width.
 */
export function layOutBins(
  bindingTimes: Float64Array,
  width: number,
  criticalBindingTime: number,
  path: string,
): BinLayout {
  if (!Number.isFinite(width) || width <= 0) {
    throw new InvalidInput('bin-width', path, `a bin width is above 0 s, not ${width}`)
  }
  let largest = 0
  for (const tau of bindingTimes) if (tau > largest) largest = tau
  const count = Math.max(1, Math.ceil(largest / width))
  const free = Math.floor(criticalBindingTime / width + BIN_TOLERANCE)
  const most = Math.max(count, free)
  if (!(most <= LARGEST_BIN_COUNT)) {
    throw new InvalidInput(
      'too-many-bins',
      path,
      `a bin width of ${width} s gives ${most} bins; at most ${LARGEST_BIN_COUNT} are allowed`,
    )
  }
  if (free === 0) {
    throw new InvalidInput(
      'bin-width',
      path,
      `a bin width of ${width} s leaves no bin below the critical binding time of ${criticalBindingTime} s`,
    )
  }
  return { width, count: most, free }
}

/** How many blocks there may be before they are put together again: this many times √(free ligands). */
const BLOCKS_PER_ROOT = 16

/**
 * A population of ligands in the bins of a histogram, whose free bins move as blocks.
 *
 * All ligands in a bin move by the same amount, so they are kept in sorted blocks that share one offset: a
 * ligand's binding time is its key plus its block's offset. A block that comes to lie over an edge is cut there
 * by a search, and its parts go on in their own bins; no ligand is touched. As cutting leaves the total width of
 * all blocks as it is, few blocks lie over an edge at a time, and their number grows by a few a step. From time
 * to time the blocks are merged into one a bin. Ligands in bins from `free` up never move.
 */
export class LigandBins {
  readonly width: number
  readonly free: number
  /** Ligands in each bin; grows when a ligand is pushed beyond the last one. */
  counts: Float64Array
  /** Of the free ligands only, sorted within a block. */
  #keys: Float64Array
  #ids: Uint32Array
  readonly #blocks = new BlockTable()
  #mostBlocks = 0
  /** Binding times of all ligands; those of ligands that still move are stale. */
  readonly #settled: Float64Array

  constructor(bindingTimes: Float64Array, layout: BinLayout) {
    this.width = layout.width
    this.free = layout.free
    this.counts = new Float64Array(layout.count)
    this.#settled = bindingTimes.slice()
    const free: number[] = []
    bindingTimes.forEach((tau, id) => {
      const bin = tau === layout.count * layout.width ? layout.count - 1 : this.#binOf(tau)
      this.#growInPlace(bin)
      this.counts[bin]!++
      if (bin < layout.free) free.push(id)
    })
    this.#ids = Uint32Array.from(free)
    this.#keys = Float64Array.from(this.#ids, (id) => bindingTimes[id]!)
    this.#gather()
  }

  /** Centres of all bins, in s. */
  centres(): Float64Array {
    return Float64Array.from(this.counts, (_, bin) => this.#centre(bin))
  }

  /** Number of ligands in the free bins. */
  freeCount(): number {
    return this.counts.subarray(0, this.free).reduce((sum, count) => sum + count, 0)
  }

  /**
   * Moves every ligand of free bin b by `displacements[b]` (s), then puts those that crossed an edge into their
   * new bins; a negative binding time becomes the centre of bin 0. Returns whether any count changed.
   */
  moveInPlace(displacements: Float64Array): boolean {
    const blocks = this.#blocks
    let crossed = false
    for (let block = 0, size = blocks.size; block < size; block++) {
      const start = blocks.starts[block]!
      const end = blocks.ends[block]!
      if (start === end) continue
      const bin = blocks.bins[block]!
      const offset = blocks.offsets[block]! + displacements[bin]!
      blocks.offsets[block] = offset
      if (
        this.#keys[start]! + offset < bin * this.width ||
        this.#keys[end - 1]! + offset >= (bin + 1) * this.width
      ) {
        blocks.clear(block)
        this.counts[bin]! -= end - start
        this.#distribute(start, end, offset)
        crossed = true
      }
    }
    if (blocks.size > this.#mostBlocks) this.rebaseInPlace()
    return crossed
  }

  /**
   * Puts the blocks together again, one a bin, with all offsets zero. The state is then a function of the binding
   * times alone, so that a run continued from them takes the very same course.
   */
  rebaseInPlace(): void {
    const { offsets, starts, ends, size } = this.#blocks
    const keys = new Float64Array(this.freeCount())
    const ids = new Uint32Array(keys.length)
    let next = 0
    for (let block = 0; block < size; block++) {
      for (let i = starts[block]!; i < ends[block]!; i++) {
        keys[next] = this.#keys[i]! + offsets[block]!
        ids[next++] = this.#ids[i]!
      }
    }
    this.#keys = keys
    this.#ids = ids
    this.#gather()
  }

  /** The binding times (s) of all ligands, in the order they were given. */
  bindingTimes(): Float64Array {
    const all = this.#settled.slice()
    const { offsets, starts, ends, size } = this.#blocks
    for (let block = 0; block < size; block++) {
      for (let i = starts[block]!; i < ends[block]!; i++)
        all[this.#ids[i]!] = this.#keys[i]! + offsets[block]!
    }
    return all
  }

  /** Sorts the free ligands, whose keys are their binding times, and makes one block of each bin. */
  #gather(): void {
    sortByKeyInPlace(this.#keys, this.#ids)
    this.#blocks.reset()
    for (let start = 0; start < this.#keys.length; ) {
      const bin = this.#binOf(this.#keys[start]!)
      const end = this.#firstAtOrAbove((bin + 1) * this.width, start, this.#keys.length, 0)
      this.#blocks.add(start, end, 0, bin)
      start = end
    }
    this.#mostBlocks = this.#blocks.size + BLOCKS_PER_ROOT * Math.ceil(Math.sqrt(this.#keys.length))
  }

  /** Cuts ligands start … end − 1, which share an offset, at the edges and puts each part into its bin. */
  #distribute(start: number, end: number, offset: number): void {
    for (let from = start; from < end; ) {
      const tau = this.#keys[from]! + offset
      const bin = this.#destination(tau)
      const edge = tau < 0 ? 0 : (bin + 1) * this.width
      const to = this.#firstAtOrAbove(edge, from, end, offset)
      if (bin >= this.free) this.#settle(from, to, offset, bin)
      else if (tau < 0) {
        this.#keys.fill(this.#centre(0), from, to)
        this.#blocks.add(from, to, 0, bin)
      } else this.#blocks.add(from, to, offset, bin)
      this.counts[bin]! += to - from
      from = to
    }
  }

  /** The first of ligands from … to − 1 whose binding time is not below `edge`, or `to`. */
  #firstAtOrAbove(edge: number, from: number, to: number, offset: number): number {
    let low = from
    let high = to
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#keys[middle]! + offset < edge) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Ligands from … to − 1 have come among the agonists, in a bin that may be new, and move no more. */
  #settle(from: number, to: number, offset: number, bin: number): void {
    for (let i = from; i < to; i++) this.#settled[this.#ids[i]!] = this.#keys[i]! + offset
    this.#growInPlace(bin)
  }

  #growInPlace(bin: number): void {
    if (bin < this.counts.length) return
    const counts = new Float64Array(bin + 1)
    counts.set(this.counts)
    this.counts = counts
  }

  #centre(bin: number): number {
    return bin * this.width + this.width / 2
  }

  #destination(tau: number): number {
    if (tau < 0) return 0
    if (tau < LARGEST_BIN_COUNT * this.width) return this.#binOf(tau)
    throw new InvalidInput(
      'step-too-large',
      '/options/stepSize',
      `a step took a ligand to ${tau} s, beyond bin ${LARGEST_BIN_COUNT}: the step size is too large for this population`,
    )
  }

  /** The bin with bin·w ≤ τ < (bin + 1)·w, by the very products that are its edges. */
  #binOf(tau: number): number {
    let bin = Math.floor(tau / this.width)
    while (tau < bin * this.width) bin--
    while (tau >= (bin + 1) * this.width) bin++
    return bin
  }
}
