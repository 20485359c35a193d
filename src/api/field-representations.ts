import { setImmediate as nextTurn } from 'node:timers/promises'

/** Text goes out in pieces of about so many characters; in between, other requests have their turn. */
const PIECE = 1 << 16

/** One axis of a field: its name as the head of a column, and its values. */
export interface FieldAxis {
  readonly name: string
  readonly values: readonly number[]
}

/** A large array of a result: float64, little-endian, row-major over its axes, the slowest first. */
export interface StoredField {
  readonly name: string
  readonly axes: readonly FieldAxis[]
  readonly bytes: Uint8Array
}

/**
 * JSON of a summary (JSON of an object with a field at least) with a field added to it as nested lists, in pieces.
 * What JSON cannot write, such as infinity, is null.
 */
export function fieldJson(summary: string, field: StoredField): AsyncGenerator<string> {
  return inPieces(jsonParts(summary, field))
}

/** RFC 4180: a line for each point of a field, the values of its axes, the fastest first, and its own; in pieces. */
export function fieldCsv(field: StoredField): AsyncGenerator<string> {
  return inPieces(csvLines(field))
}

function* jsonParts(summary: string, { name, axes, bytes }: StoredField): Generator<string> {
  yield `${summary.slice(0, -1)},${JSON.stringify(name)}:`
  const shape = axes.map(({ values }) => values.length)
  yield* nested(reader(bytes), shape, 0)
  yield '}'
}

/** The lists of a field of this shape whose first value is at `start`. */
function* nested(
  valueAt: (index: number) => number,
  [length, ...inner]: readonly number[],
  start: number,
): Generator<string> {
  const step = inner.reduce((product, part) => product * part, 1)
  for (let i = 0; i < length!; i++) {
    yield i === 0 ? '[' : ','
    if (inner.length === 0) yield jsonNumber(valueAt(start + i))
    else yield* nested(valueAt, inner, start + i * step)
  }
  yield ']'
}

function jsonNumber(value: number): string {
  return Number.isFinite(value) ? `${value}` : 'null'
}

function* csvLines({ name, axes, bytes }: StoredField): Generator<string> {
  const columns = axes.toReversed()
  yield `${[...columns.map((axis) => axis.name), name].join(',')}\r\n`
  const valueAt = reader(bytes)
  const points = bytes.length / Float64Array.BYTES_PER_ELEMENT
  for (let i = 0; i < points; i++) {
    let rest = i
    let line = ''
    for (const { values } of columns) {
      line += `${values[rest % values.length]},`
      rest = Math.floor(rest / values.length)
    }
    yield `${line}${valueAt(i)}\r\n`
  }
}

/** The bytes as numbers; they need not be aligned. */
function reader(bytes: Uint8Array): (index: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return (index) => view.getFloat64(Float64Array.BYTES_PER_ELEMENT * index, true)
}

async function* inPieces(parts: Iterable<string>): AsyncGenerator<string> {
  let piece = ''
  for (const part of parts) {
    piece += part
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
    // A fast connection takes all there is without ever letting go of the event loop.
    await nextTurn()
  }
  yield piece
}
