import fc from 'fast-check'
import { decode, encode } from 'fast-png'
import { describe, expect, test } from 'vitest'
import { InvalidInput } from '../../src/core/errors.ts'
import {
  decodeGreyPng,
  encodeGreyPng,
  encodePalettePng,
  MOST_PIXELS,
  readHeader,
} from '../../src/data/png.ts'
import { chunk, pngBomb, pngOf } from '../png-bytes.ts'

const PIXELS = Uint8Array.of(0, 60, 140, 255, 7, 8)
const picture = { width: 3, height: 2, pixels: PIXELS }
const grey = encodeGreyPng(picture)
/** The same picture's rows, each with “no filter” in front. */
const ROWS = Uint8Array.of(0, 0, 60, 140, 0, 255, 7, 8)

function refusal(bytes: Uint8Array): InvalidInput {
  try {
    decodeGreyPng(bytes)
  } catch (error) {
    if (error instanceof InvalidInput) return error
    throw error
  }
  throw new Error('the picture was accepted')
}

describe('a grey picture', () => {
  test('comes back from PNG as it went in, whatever its pixels', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 40 })
          .chain((width) =>
            fc
              .integer({ min: 1, max: 40 })
              .chain((height) =>
                fc
                  .uint8Array({ minLength: width * height, maxLength: width * height })
                  .map((pixels) => ({ width, height, pixels })),
              ),
          ),
        (any) => {
          expect(decodeGreyPng(encodeGreyPng(any))).toEqual(any)
        },
      ),
    )
  })

  test('is read from bytes that begin in the middle of a buffer', () => {
    const buffer = new Uint8Array(grey.length + 5)
    buffer.set(grey, 5)
    expect(decodeGreyPng(buffer.subarray(5))).toEqual(picture)
  })

  test('is read from colours that agree, with or without an opaque alpha', () => {
    const spread = (channels: number, of: (value: number) => number[]) =>
      encode({
        width: 3,
        height: 2,
        channels,
        depth: 8,
        data: Uint8Array.from([...PIXELS].flatMap(of)),
      })
    expect(decodeGreyPng(spread(3, (v) => [v, v, v]))).toEqual(picture)
    expect(decodeGreyPng(spread(4, (v) => [v, v, v, 255]))).toEqual(picture)
    expect(decodeGreyPng(spread(2, (v) => [v, 255]))).toEqual(picture)
  })

  test('is read from a palette of greys', () => {
    const palette = chunk('PLTE', Buffer.from([10, 10, 10, 200, 200, 200]))
    const png = pngOf({ width: 2, height: 1, colourType: 3 }, Uint8Array.of(0, 1, 0), [palette])
    expect([...decodeGreyPng(png).pixels]).toEqual([200, 10])
  })

  test('is read from an interlaced PNG of a single pixel a pass', () => {
    // A picture of 1 × 1 has one pass with one pixel.
    const png = pngOf({ width: 1, height: 1, interlaced: true }, Uint8Array.of(0, 77))
    expect([...decodeGreyPng(png).pixels]).toEqual([77])
  })

  test('is read whatever else its PNG holds', () => {
    const text = chunk('tEXt', Buffer.from('Comment\0hello', 'latin1'))
    expect(decodeGreyPng(pngOf(picture, ROWS, [text]))).toEqual(picture)
  })
})

test('a picture of a palette comes back with its colours', () => {
  const palette = [
    [255, 255, 255],
    [1, 2, 3],
    [68, 1, 84],
  ] as const
  const png = encodePalettePng({ width: 2, height: 2, pixels: Uint8Array.of(2, 1, 0, 1), palette })
  expect(decode(png, { checkCrc: true })).toMatchObject({
    width: 2,
    height: 2,
    data: Uint8Array.of(2, 1, 0, 1),
    palette,
  })
})

describe('a PNG is refused', () => {
  test.each([
    ['that is none', Buffer.from('this is a text of well over thirty-three bytes, not a picture')],
    ['that is empty', Buffer.alloc(0)],
    ['without end', grey.subarray(0, grey.length - 20)],
    ['that ends after its header', grey.subarray(0, 33)],
    ['whose pixels were damaged', damaged(grey, 45)],
    ['whose header was damaged', damaged(grey, 30)],
    ['with too few pixels', pngOf({ width: 4, height: 4 }, ROWS)],
    ['with too many pixels', pngOf({ width: 1, height: 1 }, ROWS)],
    ['with no width', pngOf({ width: 0, height: 2 }, ROWS)],
    ['of a colour type that there is not', pngOf({ ...picture, colourType: 5 }, ROWS)],
    ['with a colour beyond its palette', palettePng()],
  ])('%s', (_, bytes) => {
    expect(refusal(bytes)).toMatchObject({ code: 'picture-not-png', path: '/png' })
  })

  test.each([
    [
      'of 16 bits',
      encode({ width: 1, height: 1, channels: 1, depth: 16, data: Uint16Array.of(300) }),
      '16 bits',
    ],
    ['of 1 bit', pngOf({ width: 8, height: 1, depth: 1 }, Uint8Array.of(0, 255)), '1 bits'],
    [
      'in colour',
      encode({ width: 1, height: 1, channels: 3, depth: 8, data: Uint8Array.of(1, 2, 3) }),
      'coloured',
    ],
    [
      'that one sees through',
      encode({ width: 1, height: 1, channels: 2, depth: 8, data: Uint8Array.of(9, 254) }),
      'transparent',
    ],
    [
      'with a grey that stands for nothing',
      pngOf({ width: 2, height: 1 }, Uint8Array.of(0, 7, 9), [chunk('tRNS', Uint8Array.of(0, 7))]),
      'transparent',
    ],
  ])('%s, since nothing is to be lost', (_, bytes, word) => {
    const error = refusal(bytes)
    expect(error).toMatchObject({ code: 'picture-not-grey', path: '/png' })
    expect(error.message).toContain(word)
  })

  test('that is too large, before anything is unpacked', () => {
    const huge = pngOf({ width: 65_535, height: 65_535 }, ROWS)
    expect(refusal(huge).code).toBe('picture-too-large')
    const exact = pngOf({ width: 2000, height: MOST_PIXELS / 2000 }, ROWS)
    expect(refusal(exact).code).toBe('picture-not-png')
    expect(readHeader(exact)).toMatchObject({ width: 2000, height: 2000, depth: 8 })
  })

  test('that unpacks to far more than its header says', () => {
    const bomb = pngBomb()
    expect(bomb.length).toBeLessThan(100_000)
    expect(refusal(bomb).code).toBe('picture-not-png')
  })

  test('that damage has reached in any one byte, or else is read as it was', () => {
    fc.assert(
      fc.property(fc.nat({ max: grey.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = grey.slice()
        bytes[at] = bytes[at]! ^ change
        try {
          expect(decodeGreyPng(bytes)).toEqual(picture)
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInput)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

function damaged(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, i) => (i === at ? byte ^ 0xff : byte))
}

function palettePng(): Buffer {
  const palette = chunk('PLTE', Buffer.from([10, 10, 10]))
  return pngOf({ width: 2, height: 1, colourType: 3 }, Uint8Array.of(0, 0, 1), [palette])
}
