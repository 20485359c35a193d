import { crc32, deflateSync } from 'node:zlib'

/** A chunk of a PNG with its length and checksum. */
export function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(4)
  frame.writeUInt32BE(data.length)
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([frame, body, checksum])
}

/** What the header of a hand-made PNG says; 8-bit grey unless told otherwise. */
export interface HeaderFields {
  readonly width: number
  readonly height: number
  readonly depth?: number
  readonly colourType?: number
  readonly interlaced?: boolean
}

/**
 * A PNG whose header may say anything of the rows (each with its filter byte in front) that it holds; written here
 * byte by byte, so that no library refuses to make a bad one.
 */
export function pngOf(
  { width, height, depth = 8, colourType = 0, interlaced = false }: HeaderFields,
  rows: Uint8Array,
  extra: readonly Buffer[] = [],
): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, colourType, 0, 0, interlaced ? 1 : 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...extra,
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A few kilobytes that unpack to 64 MB, though their header tells of 2 × 2 pixels. */
export function pngBomb(): Buffer {
  return pngOf({ width: 2, height: 2 }, Buffer.alloc(64 << 20))
}
