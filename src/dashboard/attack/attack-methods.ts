import type { PropertySchema } from '../forms/schema.ts'
import { getJson, type Job, type SubmissionPath } from '../service/client.ts'

/** A kind of job as the service describes it. */
export interface Method {
  readonly kind: string
  readonly type: Job['type']
  readonly subject: 'cell' | 'digits' | null
  readonly title: string
  readonly source: string
  readonly costFormula: string
  readonly submitTo: SubmissionPath
  readonly mediaTypes: readonly string[]
  readonly spec: PropertySchema
}

export async function loadMethods(signal?: AbortSignal): Promise<readonly Method[]> {
  return (await getJson<{ methods: Method[] }>('/v1/methods', signal)).methods
}

/** The method of a spec; of those that share a kind, the one about what the spec's target is. */
export function methodOf(methods: readonly Method[], spec: object): Method | undefined {
  const { kind, target } = spec as { kind?: unknown; target?: unknown }
  const isOfDigits = typeof target === 'object' && target !== null && 'classifier' in target
  const ofKind = methods.filter((method) => method.kind === kind)
  return ofKind.find(({ subject }) => (subject === 'digits') === isOfDigits) ?? ofKind[0]
}

/** The attacks on the ligands that a cell faces, the descent first. */
export function cellAttacks(methods: readonly Method[]): readonly Method[] {
  return methods.filter(
    ({ type, subject, spec }) =>
      type === 'attack' && subject !== 'digits' && spec.properties?.ligands !== undefined,
  )
}

/** The schema of a kind's options. */
export function optionsSchema(methods: readonly Method[], kind: string): PropertySchema {
  return cellAttacks(methods).find((method) => method.kind === kind)?.spec.properties?.options ?? {}
}

/** The ways in which a population's binding times are spread: their schemas by name. */
export function distributionsOf(methods: readonly Method[]): ReadonlyMap<string, PropertySchema> {
  const ligands = cellAttacks(methods)[0]?.spec.properties?.ligands?.properties
  const variants = ligands?.populations?.items?.properties?.bindingTime?.oneOf ?? []
  return new Map(variants.map((variant) => [String(variant.properties?.distribution?.const), variant]))
}
