import type { ErrorObject } from 'ajv'
import { expect, test } from 'vitest'
import { SCHEMA_COMPILERS } from '../../src/api/validation.ts'

type Compile = (part: { schema: object; httpPart: string }) => (data: unknown) => { error?: Error }

const compile = (SCHEMA_COMPILERS as unknown as { buildValidator: () => Compile }).buildValidator()
const refusalOf = (schema: object, value: unknown) => {
  const body = { type: 'object', properties: { it: schema } }
  const { error } = compile({ schema: body, httpPart: 'body' })({ it: value })
  return error as unknown as { code: string; errors: Pick<ErrorObject, 'message'>[] }
}

const number = { type: 'number' }
const list = { type: 'array', items: number }

test.each<[object, unknown, string, string]>([
  [{ ...number, minimum: 2 }, 1, 'out-of-range', 'must be 2 or more'],
  [{ ...number, maximum: 2 }, 3, 'out-of-range', 'must be 2 or less'],
  [{ ...number, exclusiveMinimum: 0 }, 0, 'out-of-range', 'must be more than 0'],
  [{ ...number, exclusiveMaximum: 1 }, 1, 'out-of-range', 'must be less than 1'],
  [{ ...number, multipleOf: 4 }, 6, 'out-of-range', 'must be a multiple of 4'],
  [{ ...list, minItems: 1 }, [], 'out-of-range', 'must hold at least 1 value'],
  [{ ...list, maxItems: 2 }, [1, 2, 3], 'out-of-range', 'must hold at most 2 values'],
  [
    { ...list, uniqueItems: true },
    [3, 4, 3],
    'out-of-range',
    'must hold different values, but those at 0 and 2 are the same',
  ],
  [{ type: 'string', minLength: 1 }, '', 'out-of-range', 'must have at least 1 character'],
  [{ type: 'string', maxLength: 3 }, 'four', 'out-of-range', 'must have at most 3 characters'],
  [{ type: 'string', pattern: '^a+$' }, 'b', 'out-of-range', 'must have the form ^a+$'],
  [{ type: 'integer' }, 0.5, 'wrong-shape', 'must be a whole number'],
  [{ anyOf: [{ type: 'integer' }, list] }, 'x', 'wrong-shape', 'must be a whole number or a list'],
  [{ type: ['object', 'null'] }, 1, 'wrong-shape', 'must be an object or null'],
])('what %j refuses of %j is %s: it %s', (schema, value, code, message) => {
  expect(refusalOf(schema, value)).toMatchObject({ code, errors: [{ path: '/it', message }] })
})
