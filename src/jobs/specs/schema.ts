import { type Static, type TObject, type TSchema, Type } from 'typebox'

/** An object that takes the named fields and no others. */
export const strict = { additionalProperties: false } as const

/**
 * One of several objects, told apart by the field `tag`, whose literal value differs in each: a mistake is then
 * reported for the one that was meant, not for all of them.
 */
export function Tagged<const Variants extends readonly TObject[]>(
  tag: string,
  variants: Variants,
  options: { $id?: string; description?: string } = {},
) {
  return Type.Unsafe<Static<Variants[number]>>({
    type: 'object',
    required: [tag],
    discriminator: { propertyName: tag },
    oneOf: [...variants],
    ...options,
  })
}

/** What makes a spec one about digits: its target is a classifier. */
const ABOUT_DIGITS = {
  type: 'object',
  required: ['target'],
  properties: { target: { type: 'object', required: ['classifier'] } },
}

/**
 * One of two objects, by whether the field `target` names a classifier or a cell: a mistake is then reported for the one
 * that was meant.
 */
export function byTarget<Digits, Cell>(digits: TSchema, cell: TSchema, options: object = {}) {
  return Type.Unsafe<Digits | Cell>({
    type: 'object',
    ...options,
    if: ABOUT_DIGITS,
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: digits,
    else: cell,
  })
}
