import { type Static, type TObject, Type } from 'typebox'

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
