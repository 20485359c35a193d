/** A property of a JSON Schema as the service describes the fields of its specs. */
export interface PropertySchema {
  readonly type?: string
  readonly enum?: readonly (string | number)[]
  readonly const?: string | number
  readonly anyOf?: readonly PropertySchema[]
  readonly oneOf?: readonly PropertySchema[]
  readonly items?: PropertySchema
  readonly default?: unknown
  readonly description?: string
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, PropertySchema>>
  readonly required?: readonly string[]
}

/** An object's fields as a form shows them: what was typed, by the fields' names. */
export type FieldTexts = Readonly<Record<string, string>>

/** How a field is typed in: `numbers` are one or several, a `list` is one also where it has one entry. */
export type FieldSort = 'number' | 'integer' | 'numbers' | 'list' | 'choice' | 'switch'

/** How a property is typed in; undefined for one that no simple field holds. */
export function sortOf(schema: PropertySchema): FieldSort | undefined {
  if (schema.enum !== undefined) return 'choice'
  if (schema.type === 'boolean') return 'switch'
  if (schema.type === 'number' || schema.type === 'integer') return schema.type
  if (schema.type === 'array') return isNumber(schema.items) ? 'list' : undefined
  const [one, several] = schema.anyOf ?? []
  return isNumber(one) && several?.type === 'array' ? 'numbers' : undefined
}

function isNumber(schema: PropertySchema | undefined): boolean {
  return schema?.type === 'number' || schema?.type === 'integer'
}

/** `criticalBindingTime` as “critical binding time”; the symbols N and m as they are. */
export function labelOf(name: string): string {
  return name.length === 1 ? name : name.replaceAll(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)
}

/** A value as a form shows it. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return Array.isArray(value) ? value.join(', ') : String(value)
}

/** The fields of an object as a form shows them, those that it lacks empty. */
export function textsOf(schema: PropertySchema, value: Readonly<Record<string, unknown>> = {}): FieldTexts {
  return Object.fromEntries(Object.keys(schema.properties ?? {}).map((name) => [name, textOf(value[name])]))
}

/** What was typed, as the service takes it; empty fields are left out, so that its own defaults hold. */
export function fieldsOf(schema: PropertySchema, texts: FieldTexts): Record<string, unknown> {
  const entries = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const text = texts[name]?.trim() ?? ''
    const sort = sortOf(property)
    return text === '' || sort === undefined ? [] : [[name, parsed(sort, text, property)]]
  })
  return Object.fromEntries(entries)
}

/** What is no number stays the text that it is: the service says what is wrong with it. */
function parsed(sort: FieldSort, text: string, { enum: choices }: PropertySchema): unknown {
  if (sort === 'choice') return choices?.find((choice) => String(choice) === text) ?? text
  if (sort === 'switch') return text === 'true'
  const numbers = text.split(/[\s,;]+/).map((part) => (Number.isNaN(Number(part)) ? part : Number(part)))
  return sort === 'list' || numbers.length > 1 ? numbers : numbers[0]
}
