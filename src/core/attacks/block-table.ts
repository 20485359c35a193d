/**
 * Blocks of ligands, one row each, in columns that grow: ligands `starts` … `ends` − 1 of the keys they belong to,
 * the offset (s) they share, and the bin they are in. An empty block has start = end.
 */
export class BlockTable {
  starts = new Uint32Array(64)
  ends = new Uint32Array(64)
  offsets = new Float64Array(64)
  bins = new Uint32Array(64)
  size = 0

  add(start: number, end: number, offset: number, bin: number): void {
    if (this.size === this.starts.length) this.#growInPlace()
    this.starts[this.size] = start
    this.ends[this.size] = end
    this.offsets[this.size] = offset
    this.bins[this.size] = bin
    this.size++
  }

  /** Leaves block number `block` empty. */
  clear(block: number): void {
    this.ends[block] = this.starts[block]!
  }

  reset(): void {
    this.size = 0
  }

  #growInPlace(): void {
    const larger = <T extends Uint32Array | Float64Array>(column: T, copy: T): T => {
      copy.set(column)
      return copy
    }
    const length = 2 * this.size
    this.starts = larger(this.starts, new Uint32Array(length))
    this.ends = larger(this.ends, new Uint32Array(length))
    this.offsets = larger(this.offsets, new Float64Array(length))
    this.bins = larger(this.bins, new Uint32Array(length))
  }
}
