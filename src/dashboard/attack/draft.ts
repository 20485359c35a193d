import { type CellModelEntry, type CellTarget, type CellTexts, cellOf, cellTexts } from '../forms/cell.ts'
import { type FieldTexts, fieldsOf, textsOf } from '../forms/schema.ts'
import { cellAttacks, distributionsOf, type Method, optionsSchema } from './attack-methods.ts'

/** A population, or the ligands of a grey level, as a form holds them. */
export interface GroupTexts {
  readonly label: string
  /** How many ligands; of a grey level, its value. */
  readonly count: string
  readonly distribution: string
  readonly parameters: FieldTexts
}

/** The ligands as a form holds them: populations, a picture with what its grey levels stand for, or JSON. */
export type LigandsDraft =
  | { readonly way: 'populations'; readonly groups: readonly GroupTexts[] }
  | { readonly way: 'picture'; readonly picture: object; readonly groups: readonly GroupTexts[] }
  | { readonly way: 'other'; readonly json: string }

/** An attack on a cell as a form holds it. */
export interface AttackDraft {
  readonly kind: string
  readonly seed: string
  readonly cell: CellTexts
  readonly ligands: LigandsDraft
  readonly options: FieldTexts
  /** JSON of all fields that the form has no place for. */
  readonly others: string
}

/** An attack on a cell as the service takes it. */
export interface AttackSpec {
  readonly kind: string
  readonly seed?: number
  readonly target: CellTarget
  readonly ligands: Readonly<Record<string, unknown>>
  readonly options?: Readonly<Record<string, unknown>>
  readonly [field: string]: unknown
}

/** Whether a spec is one that a form for attacks on the ligands of a cell can hold. */
export function isCellAttack(spec: unknown, { methods, models }: Catalogue): spec is AttackSpec {
  const { kind, target, ligands } = (spec ?? {}) as Partial<AttackSpec>
  return (
    cellAttacks(methods).some((method) => method.kind === kind) &&
    models.some(({ name }) => name === target?.model) &&
    typeof ligands === 'object'
  )
}

interface GroupSpec {
  readonly label: string
  readonly count?: number
  readonly value?: number
  readonly bindingTime: Readonly<Record<string, unknown>> & { readonly distribution: string }
}

/** What a form needs to know of the service. */
export interface Catalogue {
  readonly models: readonly CellModelEntry[]
  readonly methods: readonly Method[]
}

/** A spec as a form holds it. */
export function draftOf(spec: AttackSpec, catalogue: Catalogue): AttackDraft {
  const { kind, seed, target, ligands, options, ...others } = spec
  return {
    kind,
    seed: seed === undefined ? '' : String(seed),
    cell: cellTexts(target, catalogue.models),
    ligands: ligandsDraft(ligands, catalogue),
    options: textsOf(optionsSchema(catalogue.methods, kind), options),
    others: Object.keys(others).length === 0 ? '' : JSON.stringify(others),
  }
}

/** The spec that a form holds. Throws where JSON in it is none; what is wrong otherwise the service says. */
export function specOf(draft: AttackDraft, catalogue: Catalogue): AttackSpec {
  const { kind, seed, cell, ligands, options, others } = draft
  const chosen = fieldsOf(optionsSchema(catalogue.methods, kind), options)
  return {
    kind,
    ...(seed.trim() !== '' && { seed: Number(seed) }),
    target: cellOf(cell, catalogue.models),
    ligands: ligandsOf(ligands, catalogue),
    ...(Object.keys(chosen).length > 0 && { options: chosen }),
    ...(others.trim() !== '' && parsed(others, 'Other fields')),
  }
}

function ligandsDraft(ligands: AttackSpec['ligands'], { methods }: Catalogue): LigandsDraft {
  const groups = (specs: readonly GroupSpec[]) => specs.map((group) => groupTexts(group, methods))
  if (Array.isArray(ligands.populations)) return { way: 'populations', groups: groups(ligands.populations) }
  if (ligands.image !== undefined) {
    const { levels, ...picture } = ligands.image as { levels: GroupSpec[] }
    return { way: 'picture', picture, groups: groups(levels) }
  }
  return { way: 'other', json: JSON.stringify(ligands) }
}

function ligandsOf(draft: LigandsDraft, { methods }: Catalogue): AttackSpec['ligands'] {
  if (draft.way === 'other') return parsed(draft.json, 'Ligands')
  const groups = (counted: 'count' | 'value') =>
    draft.groups.map((group) => ({
      label: group.label,
      [counted]: Number(group.count),
      bindingTime: {
        distribution: group.distribution,
        ...fieldsOf(distributionsOf(methods).get(group.distribution) ?? {}, group.parameters),
      },
    }))
  if (draft.way === 'populations') return { populations: groups('count') }
  return { image: { ...draft.picture, levels: groups('value') } }
}

function parsed(json: string, field: string): Record<string, unknown> {
  try {
    return JSON.parse(json) as Record<string, unknown>
  } catch (error) {
    throw new SyntaxError(`“${field}” cannot be read as JSON: ${(error as Error).message}`)
  }
}

function groupTexts({ label, count, value, bindingTime }: GroupSpec, methods: readonly Method[]): GroupTexts {
  const { distribution } = bindingTime
  return {
    label,
    count: String(count ?? value ?? ''),
    distribution,
    parameters: textsOf(distributionsOf(methods).get(distribution) ?? {}, bindingTime),
  }
}

/** A population that is added to a form. */
export function newGroup(): GroupTexts {
  return { label: 'self', count: '1000', distribution: 'half-normal', parameters: { sd: '0.3333' } }
}
