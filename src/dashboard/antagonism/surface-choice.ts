import { type CellModelEntry, schemaOf } from '../forms/cell.ts'
import { type FieldTexts, fieldsOf, type PropertySchema, textsOf } from '../forms/schema.ts'
import type { QueryChange } from '../ui/use-query.ts'

/** The body of a job that finds a decision boundary as a surface, of the ideal model. */
export interface SurfaceSpec {
  readonly target: { readonly model: string; readonly parameters: Readonly<Record<string, unknown>> }
  readonly agonist: { readonly bindingTime: object; readonly quantity: object }
  readonly antagonist: { readonly bindingTime: unknown }
}

/** What is chosen of a surface: the cell's parameters and `tau2`, the binding time of the antagonists (s). */
export type SurfaceTexts = FieldTexts

/** The names in the address begin with this: the curve has names of its own for the like. */
const PREFIX = 's-'

/** The agonists' binding times go from τc to so many times it. */
const LONGEST = 1.5

const TAU2: PropertySchema = {
  type: 'number',
  minimum: 0,
  description: 'τ2, in s: binding time of the antagonists',
}

/** The fields of a surface as a form shows them. */
export function surfaceSchema(model: string, models: readonly CellModelEntry[]): PropertySchema {
  const { properties = {}, required = [] } = schemaOf(model, models)
  return { type: 'object', properties: { ...properties, tau2: TAU2 }, required: [...required, 'tau2'] }
}

export function textsOfSpec({ target, antagonist }: SurfaceSpec, schema: PropertySchema): SurfaceTexts {
  return textsOf(schema, { ...target.parameters, tau2: antagonist.bindingTime })
}

/** The spec like `base` with what was typed. */
export function specOf(base: SurfaceSpec, texts: SurfaceTexts, schema: PropertySchema): SurfaceSpec {
  const { tau2, ...parameters } = fieldsOf(schema, texts)
  const { criticalBindingTime } = parameters
  const from = typeof criticalBindingTime === 'number' ? criticalBindingTime : 0
  return {
    ...base,
    target: { ...base.target, parameters },
    agonist: {
      ...base.agonist,
      bindingTime: { ...base.agonist.bindingTime, from, to: LONGEST * from },
    },
    antagonist: { bindingTime: tau2 },
  }
}

/** What an address says; what it leaves out is as at the start. */
export function textsOfQuery(query: Readonly<Record<string, string>>, start: SurfaceTexts): SurfaceTexts {
  return Object.fromEntries(Object.entries(start).map(([name, text]) => [name, query[PREFIX + name] ?? text]))
}

/** The change of the address that says these texts. */
export function queryOfTexts(texts: SurfaceTexts): QueryChange {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [PREFIX + name, text]))
}
