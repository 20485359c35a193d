import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fieldCsv, fieldJson, type StoredField } from '../../src/api/field-representations.ts'

async function piecesOf(parts: AsyncIterable<string>): Promise<string[]> {
  const pieces: string[] = []
  for await (const part of parts) pieces.push(part)
  return pieces
}

/** A field of this shape whose axes count from 0. */
function field(shape: readonly number[], values: readonly number[]): StoredField {
  const axes = shape.map((length, i) => ({ name: `axis${i}`, values: Array.from({ length }, (_, k) => k) }))
  return { name: 'field', axes, bytes: new Uint8Array(Float64Array.from(values).buffer) }
}

/** Row-major values as nested lists. */
function nested(values: readonly number[], [length, ...inner]: readonly number[]): unknown {
  if (inner.length === 0) return values
  const step = values.length / length!
  return Array.from({ length: length! }, (_, i) => nested(values.slice(i * step, (i + 1) * step), inner))
}

const FIELDS = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }).chain((shape) => {
  const points = shape.reduce((a, b) => a * b, 1)
  const values = fc.array(fc.double(), { minLength: points, maxLength: points })
  return values.map((drawn) => ({ shape, values: drawn }))
})

describe('a field in pieces', () => {
  test('is the JSON of nested lists beside the summary, whatever its shape and values', async () => {
    await fc.assert(
      fc.asyncProperty(FIELDS, async ({ shape, values }) => {
        const summary = { threshold: 1, text: 'a}"b' }
        const text = (await piecesOf(fieldJson(JSON.stringify(summary), field(shape, values)))).join('')
        expect(text).toBe(JSON.stringify({ ...summary, field: nested(values, shape) }))
      }),
    )
  })

  test('is a table with the fastest axis first', async () => {
    const pieces = await piecesOf(fieldCsv(field([2, 3], [1.5, 2, 3, 4, 5, -6])))
    expect(pieces.join('')).toBe(
      'axis1,axis0,field\r\n0,0,1.5\r\n1,0,2\r\n2,0,3\r\n0,1,4\r\n1,1,5\r\n2,1,-6\r\n',
    )
  })

  test('is read also where its bytes are not aligned', async () => {
    const { axes, bytes, name } = field([2], [1, 2])
    const shifted = new Uint8Array(17)
    shifted.set(bytes, 1)
    const text = await piecesOf(fieldCsv({ axes, name, bytes: shifted.subarray(1) }))
    expect(text.join('')).toBe('axis0,field\r\n0,1\r\n1,2\r\n')
  })

  test('comes in pieces of about the same size, however long its rows', async () => {
    for (const shape of [
      [1, 100_000],
      [100_000, 1],
    ]) {
      const pieces = await piecesOf(
        fieldJson('{"a":1}', field(shape, new Array<number>(100_000).fill(0.123456789))),
      )
      expect(pieces.length).toBeGreaterThan(10)
      for (const piece of pieces) expect(piece.length).toBeLessThan(70_000)
    }
  })
})
