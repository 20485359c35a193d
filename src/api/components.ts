/** JSON Schema as plain data. */
type Json = unknown

/** The schema without the names of its parts, which are for documents: ajv takes each for a definition of its own. */
export function withoutNames(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema, (key, value) => (key === '$id' ? undefined : value))) as object
}

/**
 * Takes schemas that have an `$id` out of those they are part of: each stands once, under its name, and is
 * referred to everywhere else. So a document shows a shape once and by name, and code need not.
 */
export class Components {
  readonly schemas: Record<string, Json> = {}

  /** `schema` with every named schema in it replaced by a reference. */
  refer(schema: Json): Json {
    if (Array.isArray(schema)) return schema.map((part) => this.refer(part))
    if (typeof schema !== 'object' || schema === null) return schema
    const { $id, ...rest } = asChoice(schema as Record<string, Json>)
    if (typeof $id !== 'string') return this.#inside(rest)
    if (!($id in this.schemas)) {
      // Reserves the name first, should the schema refer to itself.
      this.schemas[$id] = {}
      this.schemas[$id] = this.#inside(rest)
    }
    return { $ref: `#/components/schemas/${$id}` }
  }

  /** OpenAPI resolves a discriminator by the names of schemas, so that it needs a table of the values. */
  #inside(schema: Record<string, Json>): Json {
    const parts = Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, this.refer(part)]))
    const { discriminator, oneOf } = schema as {
      discriminator?: { propertyName: string }
      oneOf?: { $id?: string; properties: Record<string, { const: string }> }[]
    }
    if (discriminator === undefined || oneOf === undefined) return parts
    const named = oneOf.filter(({ $id }) => $id !== undefined)
    if (named.length < oneOf.length) return { ...parts, discriminator: undefined }
    const mapping = Object.fromEntries(
      named.map(({ $id, properties }) => [
        properties[discriminator.propertyName]!.const,
        `#/components/schemas/${$id}`,
      ]),
    )
    return { ...parts, discriminator: { ...discriminator, mapping } }
  }
}

/** What follows from a condition as a choice of two, which every reader of OpenAPI understands. */
function asChoice(schema: Record<string, Json>): Record<string, Json> {
  if (!('if' in schema)) return schema
  const { if: _, then, else: otherwise, ...rest } = schema
  return { ...rest, oneOf: [then, otherwise] }
}
