import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { IdxError, readIdx } from '../../src/data/idx.ts'

/** An idx file of unsigned bytes. */
function idxOf(dimensions: readonly number[], values: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * dimensions.length + values.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x0800 + dimensions.length)
  dimensions.forEach((length, i) => {
    view.setUint32(4 + 4 * i, length)
  })
  bytes.set(values, 4 + 4 * dimensions.length)
  return bytes
}

function faultOf(bytes: Uint8Array, dimensionCount: number): string {
  try {
    readIdx(bytes, dimensionCount)
  } catch (error) {
    if (error instanceof IdxError) return error.code
    throw error
  }
  throw new Error('the file was accepted')
}

const VALUES = Uint8Array.of(1, 2, 3, 4, 5, 6)
const FILE = idxOf([3, 2], VALUES)

describe('an idx file', () => {
  test('comes back as it was written, whatever its dimensions', () => {
    const shape = fc.array(fc.nat(5), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(shape, fc.nat(255), (dimensions, first) => {
        const values = Uint8Array.from(
          { length: dimensions.reduce((product, length) => product * length, 1) },
          (_, i) => first + i,
        )
        expect(readIdx(idxOf(dimensions, values), dimensions.length)).toEqual({ dimensions, values })
      }),
    )
  })

  test('has its sizes with the most significant byte first', () => {
    const bytes = Uint8Array.of(0, 0, 8, 1, 0, 0, 1, 2, ...new Uint8Array(258))
    expect(readIdx(bytes, 1).dimensions).toEqual([258])
  })

  test('is read from bytes that begin in the middle of a buffer', () => {
    const buffer = new Uint8Array(FILE.length + 3)
    buffer.set(FILE, 3)
    expect(readIdx(buffer.subarray(3), 2)).toEqual({ dimensions: [3, 2], values: VALUES })
  })

  test('is refused for another magic number: of other values, or another number of dimensions', () => {
    const signed = FILE.slice()
    signed[2] = 9
    expect(faultOf(signed, 2)).toBe('idx-magic')
    expect(faultOf(FILE, 3)).toBe('idx-magic')
    expect(() => readIdx(FILE, 3)).toThrow('0x00000802; 0x00000803')
  })

  test('is refused when it ends early, wherever that is', () => {
    for (let length = 0; length < FILE.length; length++)
      expect(faultOf(FILE.subarray(0, length), 2)).toBe('idx-truncated')
  })

  test('is refused when it goes on', () => {
    expect(faultOf(Uint8Array.of(...FILE, 0), 2)).toBe('idx-too-long')
  })
})
