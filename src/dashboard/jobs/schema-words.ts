import type { PropertySchema } from '../forms/schema.ts'

/** What a field may hold, in words: “integer from 1 to 20”, “linf, l2 or l0”, “list of numbers”. */
export function wordsOf(schema: PropertySchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return either(schema.enum.map(String))
  const variants = variantsOf(schema)
  if (variants.length > 0) return either([...new Set(variants.map(wordsOf))])
  if (schema.type === 'array') return `list of ${plural(wordsOf(schema.items ?? {}))}`
  return `${schema.type ?? 'any value'}${rangeOf(schema)}`
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: PropertySchema): string {
  if (exclusiveMinimum !== undefined) {
    return ` above ${exclusiveMinimum}${maximum === undefined ? '' : `, at most ${maximum}`}`
  }
  if (minimum !== undefined)
    return maximum === undefined ? ` from ${minimum}` : ` from ${minimum} to ${maximum}`
  return maximum === undefined ? '' : ` up to ${maximum}`
}

function plural(words: string): string {
  return words.replace(/^(number|integer|object|string)/, '$1s')
}

function either(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`
}

/** The alternatives of a field. */
export function variantsOf({ oneOf, anyOf }: PropertySchema): readonly PropertySchema[] {
  return oneOf ?? anyOf ?? []
}

/** What stands in a field that is no plain value: its own fields, or its alternatives with fields, each named. */
export function partsOf(schema: PropertySchema): readonly { name: string; schema: PropertySchema }[] {
  if (schema.items !== undefined) return partsOf(schema.items)
  if (schema.properties !== undefined) return [{ name: '', schema }]
  return variantsOf(schema).flatMap((variant) =>
    partsOf(variant).map((part) => ({ ...part, name: nameOf(variant) })),
  )
}

/** An alternative is told from others by the field that has one value only, or by the fields that it needs. */
function nameOf({ properties = {}, required = [] }: PropertySchema): string {
  const told = Object.values(properties).find((property) => property.const !== undefined)
  return told === undefined ? required.join(', ') : String(told.const)
}
