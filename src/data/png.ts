import { inflateSync } from 'node:zlib'
import { InvalidInput } from '../core/errors.ts'
import type { Picture } from '../core/populations/population.ts'
import { loadLater } from '../load-later.ts'

const fastPng = loadLater<typeof import('fast-png')>('fast-png')

/** A picture may have this many pixels at the most; a larger one is refused before it is unpacked. */
export const MOST_PIXELS = 4_000_000

/** Chunks without which a PNG cannot be read. */
const ESSENTIAL_CHUNKS = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'])

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/**
 * Reads a PNG as 8-bit grey, without loss: 8-bit grey or palette, or colour whose channels agree, and opaque.
 *
 * Throws `InvalidInput` (paths relative to the image) for what is no PNG, one that is damaged, too large, of 16
 * bits, coloured or transparent.
 */
export function decodeGreyPng(bytes: Uint8Array): Picture {
  const header = readHeader(bytes)
  const { width, height, depth } = header
  if (depth !== 8)
    throw refuse('picture-not-grey', `the picture has ${depth} bits a channel; 8-bit grey is needed`)
  const compact = essentials(bytes, header)
  const { data, channels, palette, transparency } = attempt(() =>
    fastPng().decode(compact, { checkCrc: true }),
  )
  if (transparency !== undefined && palette === undefined) {
    throw refuse(
      'picture-not-grey',
      'the picture makes one of its greys or colours transparent; 8-bit grey is needed',
    )
  }
  const pixels = new Uint8Array(width * height)
  if (palette === undefined && channels === 1) pixels.set(data)
  else if (palette === undefined) {
    for (let i = 0; i < pixels.length; i++) pixels[i] = greyOf(data, i * channels, channels, i, width)
  } else {
    for (let i = 0; i < pixels.length; i++) {
      const colour = palette[data[i]!]
      if (colour === undefined)
        throw refuse('picture-not-png', 'the PNG is damaged: a pixel has no colour in its palette')
      pixels[i] = greyOf(colour, 0, colour.length, i, width)
    }
  }
  return { width, height, pixels }
}

/** The grey of pixel `i`, whose 1 to 4 channels begin at `start`; refuses a coloured or transparent one. */
function greyOf(
  samples: ArrayLike<number>,
  start: number,
  channels: number,
  i: number,
  width: number,
): number {
  const grey = samples[start]!
  const colours = channels < 3 ? 1 : 3
  const opaque = channels % 2 === 1 || samples[start + channels - 1] === 255
  let even = true
  for (let channel = 1; channel < colours; channel++) if (samples[start + channel] !== grey) even = false
  if (opaque && even) return grey
  const place = `column ${i % width}, row ${Math.floor(i / width)}`
  throw refuse(
    'picture-not-grey',
    `the pixel in ${place} is ${opaque ? 'coloured' : 'transparent'}; 8-bit grey is needed`,
  )
}

/** An 8-bit grey picture as PNG. */
export function encodeGreyPng({ width, height, pixels }: Picture): Uint8Array {
  return fastPng().encode({ width, height, data: pixels, channels: 1, depth: 8 })
}

/** A picture whose pixels name one of at most 256 colours. */
export interface PalettePicture extends Picture {
  readonly palette: readonly (readonly [red: number, green: number, blue: number])[]
}

/** A picture of few colours as PNG, a byte a pixel. */
export function encodePalettePng({ width, height, pixels, palette }: PalettePicture): Uint8Array {
  const colours = palette.map((colour) => [...colour])
  return fastPng().encode({ width, height, data: pixels, channels: 1, depth: 8, palette: colours })
}

/** What the header of a PNG tells; `depth` in bits a channel. */
export interface PngHeader {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly bytesPerPixel: number
  readonly interlaced: boolean
}

/** Bytes a pixel by colour type: grey, –, colour, palette, grey and alpha, –, colour and alpha. */
const BYTES_PER_PIXEL = [1, undefined, 3, 1, 2, undefined, 4]

/**
 * The header alone, so that a picture's size is known before it is unpacked. Throws `InvalidInput` as
 * `decodeGreyPng` does.
 */
export function readHeader(bytes: Uint8Array): PngHeader {
  if (bytes.length < 33 || SIGNATURE.some((byte, i) => bytes[i] !== byte))
    throw refuse('picture-not-png', 'the bytes are not a PNG')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  const bytesPerPixel = BYTES_PER_PIXEL[bytes[25]!]
  if (width === 0 || height === 0 || bytesPerPixel === undefined)
    throw refuse('picture-not-png', 'the PNG has no valid header')
  if (width * height > MOST_PIXELS) {
    throw refuse(
      'picture-too-large',
      `the picture has ${width} × ${height} pixels; at most ${MOST_PIXELS} are allowed`,
    )
  }
  return { width, height, depth: bytes[24]!, bytesPerPixel, interlaced: bytes[28] === 1 }
}

/**
 * The PNG with its pixels and palette alone, checked to unpack to just the size that its header tells: a few
 * bytes could otherwise unpack to gigabytes, in the pixels or in a colour profile.
 */
function essentials(bytes: Uint8Array, header: PngHeader): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kept = [bytes.subarray(0, SIGNATURE.length)]
  const data: Uint8Array[] = []
  for (let start = SIGNATURE.length; start + 12 <= bytes.length; ) {
    const length = view.getUint32(start)
    const end = start + 12 + length
    if (end > bytes.length) throw refuse('picture-not-png', 'the PNG ends in the middle of a chunk')
    const type = String.fromCharCode(...bytes.subarray(start + 4, start + 8))
    if (ESSENTIAL_CHUNKS.has(type)) kept.push(bytes.subarray(start, end))
    if (type === 'IDAT') data.push(bytes.subarray(start + 8, end - 4))
    start = end
  }
  const rows = header.height * (1 + header.width * header.bytesPerPixel)
  // Adam7 has up to seven filter bytes for every row of a pass; twice the plain size is ample.
  const most = header.interlaced ? 2 * rows + 64 : rows
  const unpacked = attempt(() => inflateSync(Buffer.concat(data), { maxOutputLength: most }).length)
  if (!header.interlaced && unpacked !== rows)
    throw refuse('picture-not-png', 'the PNG is damaged: it holds too few pixels')
  return Buffer.concat(kept)
}

function attempt<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw refuse(
      'picture-not-png',
      `the PNG is damaged: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function refuse(code: string, message: string): InvalidInput {
  return new InvalidInput(code, '/png', message)
}
