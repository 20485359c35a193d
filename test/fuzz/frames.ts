/** A frame as RFC 6455 has it, or not. */
export interface FrameParts {
  readonly opcode: number
  readonly payload?: Buffer
  readonly fin?: boolean
  /** The three reserved bits. */
  readonly reserved?: number
  readonly masked?: boolean
  /** What the frame says of its payload's length. */
  readonly length?: number
}

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** The bytes of a frame. */
export function frame(parts: FrameParts): Buffer {
  const { opcode, payload = Buffer.alloc(0), fin = true, reserved = 0, masked = true } = parts
  const { length = payload.length } = parts
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode
  const mask = masked ? 0x80 : 0
  const head =
    length < 126
      ? Buffer.from([first, mask | length])
      : length < 65_536
        ? Buffer.from([first, mask | 126, length >> 8, length & 0xff])
        : Buffer.concat([Buffer.from([first, mask | 127]), bigEndian(length)])
  if (!masked) return Buffer.concat([head, payload])
  const key = Buffer.from([0x12, 0x34, 0x56, 0x78])
  return Buffer.concat([head, key, Buffer.from(payload.map((byte, i) => byte ^ key[i % 4]!))])
}

function bigEndian(length: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(length))
  return bytes
}

/** The payload of a closing frame. */
export function closing(code: number, reason: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), reason])
}

/** What a service sent after the handshake: the opcodes, and the code it closed with. */
export interface Heard {
  readonly frames: number
  readonly closedWith: number | null
}

/** Reads frames of a server, which are not masked. Throws where the bytes are none. */
export function readFrames(bytes: Buffer): Heard {
  let at = 0
  let frames = 0
  while (at + 2 <= bytes.length) {
    const [first, second] = [bytes[at]!, bytes[at + 1]!]
    const short = second & 0x7f
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    if (at + head > bytes.length) break
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
    if ((second & 0x80) !== 0 || (first & 0x70) !== 0) throw new Error(`no frame of a server at byte ${at}`)
    if (at + head + length > bytes.length) break
    frames++
    if ((first & 0x0f) === OPCODE.close) {
      return { frames, closedWith: length >= 2 ? bytes.readUInt16BE(at + head) : 1005 }
    }
    at += head + length
  }
  return { frames, closedWith: null }
}
