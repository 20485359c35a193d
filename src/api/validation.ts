import type { Ajv, ErrorObject } from 'ajv'
import type { FastifyServerOptions } from 'fastify'
import { lazily } from '../lazily.ts'
import { loadLater } from '../load-later.ts'
import { withoutNames } from './components.ts'

/** A request that does not fit its schema; `errors` names the field, as a JSON pointer or a header. */
export class SchemaViolation extends Error {
  readonly status: 400 | 422
  readonly code: 'wrong-shape' | 'out-of-range'
  readonly errors: readonly { readonly path: string; readonly message: string }[]

  constructor(part: string, found: readonly ErrorObject[]) {
    const { path, message, outOfRange } = explain(found)
    const place = part === 'body' ? path || 'the body' : `${part}: ${path.slice(1)}`
    super(`${place} ${message}`)
    this.name = 'SchemaViolation'
    this.status = outOfRange ? 422 : 400
    this.code = outOfRange ? 'out-of-range' : 'wrong-shape'
    this.errors = [{ path, message }]
  }
}

/** Keywords that refuse a value of the right shape. */
const RANGE_KEYWORDS = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minLength',
  'maxLength',
  'pattern',
])

const ajv = loadLater<typeof import('ajv')>('ajv')

/**
 * How the service checks requests and writes answers. Requests are checked strictly: nothing is coerced but in query
 * strings and headers, which are text, and nothing is dropped. Schemas are compiled when they are first needed.
 * Response schemas are documentation, checked by the tests; a serialiser made of them would drop fields silently.
 */
// Fastify gives the two the types of the packages that it would load in their place, at some cost to the start.
export const SCHEMA_COMPILERS = {
  buildValidator: () => validatorCompiler(),
  buildSerializer: () => () => (data: unknown) => JSON.stringify(data),
} as unknown as CompilersFactory

type CompilersFactory = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

function validatorCompiler() {
  const strict = lazily(() => openAjv(false))
  const coercing = lazily(() => openAjv(true))
  return ({ schema, httpPart }: { schema: unknown; httpPart?: string }) => {
    const part = httpPart ?? 'body'
    const validator = lazily(() => (part === 'body' ? strict() : coercing()).compile(withoutNames(schema)))
    return (data: unknown) => {
      const validate = validator()
      return validate(data) ? { value: data } : { error: new SchemaViolation(part, validate.errors ?? []) }
    }
  }
}

function openAjv(coerceTypes: boolean): Ajv {
  // TypeBox's and OpenAPI's annotations are unknown keywords to ajv's strict mode; numbers stay strict, since 1e999 in
  // a body is read as infinity.
  return new (ajv().Ajv)({
    strict: false,
    strictNumbers: true,
    discriminator: true,
    verbose: true,
    coerceTypes,
    // The first request of each kind waits while its schema is compiled. Half of that went into making the code shorter,
    // a quarter into checking the schema, which the tests do where they lint the document.
    code: { optimize: false },
    validateSchema: false,
  })
}

function explain(all: readonly ErrorObject[]): { path: string; message: string; outOfRange: boolean } {
  // That what follows from a condition failed says nothing that its own errors do not.
  const found = all.filter(({ keyword }) => keyword !== 'if')
  const last = found.at(-1)!
  if (last.keyword !== 'anyOf') return explained(last)
  // Of a union's errors the last stands for the whole. One that lies deeper, or is not about the type, says more: but
  // for it the value fits one of the variants.
  const mistyped = new Set(found.filter(({ keyword }) => keyword === 'type').map(variantOf))
  const telling = found.filter(
    (error) =>
      depth(error) > depth(last) || !(UNTELLING.has(error.keyword) || mistyped.has(variantOf(error))),
  )
  if (telling.length > 0)
    return explained(telling.reduce((best, error) => (depth(error) > depth(best) ? error : best)))
  const types = found.filter(({ keyword }) => keyword === 'type').map(({ params }) => params.type as string)
  return { path: last.instancePath, message: `must be ${typeNamed(types)}`, outOfRange: false }
}

const UNTELLING = new Set(['type', 'anyOf'])

/** The schema that an error's keyword stands in: nothing else that it says matters to a value of another type. */
function variantOf({ schemaPath }: ErrorObject): string {
  return schemaPath.slice(0, schemaPath.lastIndexOf('/'))
}

function explained(error: ErrorObject): { path: string; message: string; outOfRange: boolean } {
  return { ...explainOne(error), outOfRange: RANGE_KEYWORDS.has(error.keyword) }
}

function depth({ instancePath }: ErrorObject): number {
  return instancePath.split('/').length
}

function explainOne({ keyword, instancePath, params, message, parentSchema }: ErrorObject): {
  path: string
  message: string
} {
  switch (keyword) {
    case 'additionalProperties':
      return {
        path: `${instancePath}/${pointerPart(params.additionalProperty as string)}`,
        message: 'is an unknown field',
      }
    case 'required':
      return { path: `${instancePath}/${params.missingProperty as string}`, message: 'is missing' }
    case 'enum':
      return {
        path: instancePath,
        message: `must be one of ${(params.allowedValues as unknown[]).join(', ')}`,
      }
    case 'const':
      return { path: instancePath, message: `must be ${String(params.allowedValue)}` }
    case 'minProperties':
    case 'maxProperties': {
      const { properties = {}, maxProperties } = parentSchema as {
        properties?: object
        maxProperties?: number
      }
      const many = maxProperties === 1 ? 'exactly' : 'at least'
      return {
        path: instancePath,
        message: `must have ${many} one of ${Object.keys(properties).join(', ')}`,
      }
    }
    case 'discriminator': {
      const variants = (parentSchema as { oneOf: { properties: Record<string, { const?: unknown }> }[] })
        .oneOf
      const allowed = variants.map(({ properties }) => String(properties[params.tag as string]?.const))
      return {
        path: `${instancePath}/${params.tag as string}`,
        message: `must be one of ${allowed.join(', ')}`,
      }
    }
    default:
      return { path: instancePath, message: SENTENCES[keyword]?.(params) ?? message ?? 'is refused' }
  }
}

type Parameters = ErrorObject['params']

/** What there is to say of a value that one of these keywords refuses. */
const SENTENCES: Record<string, (params: Parameters) => string> = {
  type: ({ type }) => `must be ${typeNamed(type as string | string[])}`,
  minimum: ({ limit }) => `must be ${limit} or more`,
  maximum: ({ limit }) => `must be ${limit} or less`,
  exclusiveMinimum: ({ limit }) => `must be more than ${limit}`,
  exclusiveMaximum: ({ limit }) => `must be less than ${limit}`,
  multipleOf: ({ multipleOf }) => `must be a multiple of ${multipleOf}`,
  minItems: ({ limit }) => `must hold at least ${counted(limit as number, 'value')}`,
  maxItems: ({ limit }) => `must hold at most ${counted(limit as number, 'value')}`,
  uniqueItems: ({ i, j }) => {
    const [first, second] = [i as number, j as number].sort((a, b) => a - b)
    return `must hold different values, but those at ${first} and ${second} are the same`
  },
  minLength: ({ limit }) => `must have at least ${counted(limit as number, 'character')}`,
  maxLength: ({ limit }) => `must have at most ${counted(limit as number, 'character')}`,
  pattern: ({ pattern }) => `must have the form ${pattern}`,
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

const TYPE_NAMES: Record<string, string> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  string: 'a text',
}

/** One type or several. */
function typeNamed(type: string | readonly string[]): string {
  const names = [type].flat().map((name) => TYPE_NAMES[name] ?? name)
  return [...new Set(names)].join(' or ')
}

/** A field's name as a part of a JSON pointer (RFC 6901). */
function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
