import { rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreFull } from './store.ts'

/** As much as the write-ahead log grows to before it is copied into the database. */
const BYTES = 4 * 2 ** 20

/** Bytes besides the reserve: small writes may find some in the write-ahead log when the disk has none. */
const LEAST_ROOM = 2 ** 20

/** There is no room, or this user may not take more of it. */
const FULL = ['ENOSPC', 'EDQUOT']

/** Room on the disk that is kept for deleting: that too has to write, and on a full disk nothing else makes room. */
export class Reserve {
  readonly #file: string | null

  /** Null: there is no disk. */
  constructor(file: string | null) {
    this.#file = file
  }

  /** Gives the room up. */
  release(): void {
    if (this.#file !== null) rmSync(this.#file, { force: true })
  }

  /** Throws `StoreFull` when the disk has so little room that a write may find none. */
  expectRoom(): void {
    if (this.#file === null) return
    const { blocks, bavail, bsize } = statfsSync(dirname(this.#file))
    const free = bavail * bsize
    // A file system without a limit has no blocks to count.
    if (blocks > 0 && free < LEAST_ROOM) throw new StoreFull(new Error(`${free} bytes of the disk are left`))
  }

  /** Takes the room again, if it is not held and there is some. */
  restore(): void {
    if (this.#file === null || statSync(this.#file, { throwIfNoEntry: false })?.size === BYTES) return
    try {
      // Some file systems keep zeros without taking room for them.
      writeFileSync(this.#file, Buffer.alloc(BYTES, 'antagon '))
    } catch (error) {
      this.release()
      if (!FULL.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    }
  }
}
