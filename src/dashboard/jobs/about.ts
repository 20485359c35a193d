import type { Job } from '../service/client.ts'

/** The fields of specs that say what a job is about. */
interface About {
  readonly target?: {
    readonly model?: string
    readonly classifier?: string
    readonly parameters?: Readonly<Record<string, number>>
  }
  readonly targets?: readonly unknown[]
  readonly attacks?: readonly unknown[]
  readonly name?: string
}

/** What a job is about, in a few words: its cell with (N, m), its network, or what it makes. */
export function aboutJob({ spec, type }: Pick<Job, 'spec' | 'type'>): string {
  const { target, targets, attacks, name } = spec as About
  if (target?.classifier !== undefined) return `network ${target.classifier}`
  if (target?.model !== undefined) return aboutCell(target.model, target.parameters ?? {})
  if (targets !== undefined) return `${attacks?.length ?? 0} attacks, ${targets.length} targets`
  return type === 'training' ? `new network ${name ?? ''}`.trim() : ''
}

/** The mechanistic models name N and m otherwise, and have defaults for them. */
function aboutCell(model: string, { N, m, steps, feedbackStep }: Readonly<Record<string, number>>): string {
  const pair = [N ?? steps, m ?? feedbackStep].filter((value) => value !== undefined)
  return pair.length === 2 ? `${model} (${pair.join(',\u00a0')})` : model
}

/** Whether the Attack page shows the job: it attacks the ligands of a cell. */
export function isWatchable({ type, spec }: Pick<Job, 'type' | 'spec'>): boolean {
  const { target } = spec as About
  return type === 'attack' && target?.model !== undefined && 'ligands' in spec
}

/** The names in a spec, however deep, that are among those of classifiers. */
export function classifiersIn(spec: unknown, names: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>()
  const look = (value: unknown) => {
    if (typeof value === 'string' && names.has(value)) found.add(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(look)
  }
  look(spec)
  return [...found]
}

/** What a person tells a job by. */
export function nameOf({ kind, id }: Pick<Job, 'kind' | 'id'>): string {
  return `${kind} ${shortId(id)}`
}

/** The end of an id: its beginning is a time, which the ids of an hour share. */
export function shortId(id: string): string {
  return id.slice(-8)
}
