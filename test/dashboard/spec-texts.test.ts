import { describe, expect, test } from 'vitest'
import { partsOf, wordsOf } from '../../src/dashboard/jobs/schema-words.ts'
import { readSpec, withSeed } from '../../src/dashboard/jobs/spec-draft.ts'

describe('a field of a spec in words', () => {
  test.each([
    [{ const: 'fgsm' }, '"fgsm"'],
    [{ enum: ['linf', 'l2', 'l0'] }, 'linf, l2 or l0'],
    [{ type: 'integer', minimum: 1, maximum: 20 }, 'integer from 1 to 20'],
    [{ type: 'number', exclusiveMinimum: 0, maximum: 9 }, 'number above 0, at most 9'],
    [{ type: 'number', exclusiveMinimum: 0 }, 'number above 0'],
    [{ type: 'array', items: { type: 'number', minimum: 0 } }, 'list of numbers from 0'],
    [
      { anyOf: [{ type: 'number' }, { type: 'array', items: { type: 'number' } }] },
      'number or list of numbers',
    ],
    [{ oneOf: [{ type: 'object' }, { type: 'object' }] }, 'object'],
    [{}, 'any value'],
  ])('%j', (schema, words) => {
    expect(wordsOf(schema)).toBe(words)
  })

  test('has the fields of an object, of what a list holds, and of each alternative by its name', () => {
    const object = { type: 'object', properties: { a: { type: 'number' } } }
    expect(partsOf({ type: 'number' })).toEqual([])
    expect(partsOf(object)).toEqual([{ name: '', schema: object }])
    expect(partsOf({ type: 'array', items: object })).toEqual([{ name: '', schema: object }])
    const named = { type: 'object', properties: { model: { const: 'ideal' } } }
    const needing = { type: 'object', properties: { from: {}, to: {} }, required: ['from', 'to'] }
    expect(partsOf({ oneOf: [named, { type: 'null' }, needing] })).toEqual([
      { name: 'ideal', schema: named },
      { name: 'from, to', schema: needing },
    ])
  })
})

describe('a spec that is being written', () => {
  test('is an object, or what is wrong with it is told', () => {
    expect(readSpec('{"kind": "fgsm"}')).toEqual({ spec: { kind: 'fgsm' }, fault: null })
    expect(readSpec('[1]').fault?.message).toContain('braces')
    expect(readSpec('{\n"kind"}').fault).toEqual({
      offset: 8,
      message: 'Line 2, column 7: a colon is expected after the field’s name, not “}”.',
    })
  })

  test('of a former job has the seed that it had, after its kind', () => {
    expect(JSON.stringify(withSeed({ target: 1, kind: 'fgsm' }, 9))).toBe(
      '{"kind":"fgsm","seed":9,"target":1}',
    )
    expect(withSeed({ kind: 'fgsm', seed: 9 }, 9)).toEqual({ kind: 'fgsm', seed: 9 })
  })
})
