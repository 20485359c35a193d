/** An array of bytes of any number of dimensions, the last varying fastest. */
export interface IdxArray {
  readonly dimensions: readonly number[]
  /** Shares the memory of the file. */
  readonly values: Uint8Array
}

/** What an idx file may be refused for. */
export type IdxFault = 'idx-magic' | 'idx-truncated' | 'idx-too-long'

/** What the reader throws for bytes that are no idx file of the wanted form. */
export class IdxError extends Error {
  readonly code: IdxFault

  constructor(code: IdxFault, message: string) {
    super(message)
    this.name = 'IdxError'
    this.code = code
  }
}

/** Third byte of the magic number of a file of unsigned bytes. */
const UNSIGNED_BYTES = 0x08

/**
 * Reads an idx file of unsigned bytes with the given number of dimensions, the format of MNIST: a magic number (two
 * zeros, 8 for unsigned bytes, the number of dimensions), the size of each dimension as a big-endian 32-bit number,
 * and the values.
 *
 * Throws `IdxError`: `idx-magic` for another magic number, `idx-truncated` for fewer bytes than the sizes need,
 * `idx-too-long` for more. Source: yann.lecun.com/exdb/mnist, "The IDX file format".
 */
export function readIdx(bytes: Uint8Array, dimensionCount: number): IdxArray {
  const header = 4 + 4 * dimensionCount
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4) throw new IdxError('idx-truncated', `${bytes.length} bytes hold no magic number`)
  const [magic, wanted] = [view.getUint32(0), (UNSIGNED_BYTES << 8) | dimensionCount]
  if (magic !== wanted) {
    throw new IdxError(
      'idx-magic',
      `the magic number is ${hexadecimal(magic)}; ${hexadecimal(wanted)} is needed: unsigned bytes in ${dimensionCount} dimensions`,
    )
  }
  if (bytes.length < header)
    throw new IdxError('idx-truncated', `${bytes.length} bytes end within a header of ${header}`)
  const dimensions = Array.from({ length: dimensionCount }, (_, i) => view.getUint32(4 + 4 * i))
  const size = header + dimensions.reduce((product, length) => product * length, 1)
  if (bytes.length !== size) {
    throw new IdxError(
      bytes.length < size ? 'idx-truncated' : 'idx-too-long',
      `dimensions ${dimensions.join(' × ')} take ${size} bytes; there are ${bytes.length}`,
    )
  }
  return { dimensions, values: bytes.subarray(header) }
}

function hexadecimal(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`
}
