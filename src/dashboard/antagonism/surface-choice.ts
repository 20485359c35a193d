import { type CellModelEntry, schemaOf } from '../forms/cell.ts'
import { type FieldTexts, fieldsOf, type PropertySchema, textsOf } from '../forms/schema.ts'

/** The body of a job that finds a decision boundary as a surface, of the ideal model. */
export interface SurfaceSpec {
  readonly target: { readonly model: string; readonly parameters: Readonly<Record<string, unknown>> }
  readonly agonist: { readonly bindingTime: object; readonly quantity: object }
  readonly antagonist: { readonly bindingTime: unknown }
}

/** What is chosen of a surface: the cell's parameters and the binding time of the antagonists. */
export type SurfaceTexts = FieldTexts

/** The names in the address begin with this: the curve has names of its own for the like. */
const PREFIX = 's-'

/** The agonists' binding times go from τc to so many times it. */
const LONGEST = 1.5

const ANTAGONIST: PropertySchema = {
  type: 'number',
  minimum: 0,
  description: 'τ2, in s: below τc',
}

/** The fields of a surface as a form shows them. */
export function surfaceSchema(model: string, models: readonly CellModelEntry[]): PropertySchema {
  const { properties = {}, required = [] } = schemaOf(model, models)
  return {
    type: 'object',
    properties: { ...properties, antagonistBindingTime: ANTAGONIST },
    required: [...required, 'antagonistBindingTime'],
  }
}

export function textsOfSpec({ target, antagonist }: SurfaceSpec, schema: PropertySchema): SurfaceTexts {
  return textsOf(schema, { ...target.parameters, antagonistBindingTime: antagonist.bindingTime })
}

/** The spec like `base` with what was typed. */
export function specOf(base: SurfaceSpec, texts: SurfaceTexts, schema: PropertySchema): SurfaceSpec {
  const { antagonistBindingTime, ...parameters } = fieldsOf(schema, texts)
  const { criticalBindingTime } = parameters
  const from = typeof criticalBindingTime === 'number' ? criticalBindingTime : 0
  return {
    ...base,
    target: { ...base.target, parameters },
    agonist: {
      ...base.agonist,
      bindingTime: { ...base.agonist.bindingTime, from, to: LONGEST * from },
    },
    antagonist: { bindingTime: antagonistBindingTime },
  }
}

/** What an address says; what it leaves out is as at the start. */
export function textsOfQuery(query: Readonly<Record<string, string>>, start: SurfaceTexts): SurfaceTexts {
  return Object.fromEntries(Object.entries(start).map(([name, text]) => [name, query[PREFIX + name] ?? text]))
}

/** The change of the address that says these texts. */
export function queryOfTexts(texts: SurfaceTexts): Record<string, string | null> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [PREFIX + name, text]))
}
