import type { JobType } from './job.ts'
import type { Kind } from './kind.ts'
import { gradientDescentKind } from './kinds/gradient-descent.ts'
import { fgsmKind, iterativeFgsmKind } from './kinds/sign-attack.ts'

/** The one list of what the service can do. */
export const KINDS: readonly Kind[] = [gradientDescentKind, fgsmKind, iterativeFgsmKind] as readonly Kind[]

/** The kinds of one type, in the order of the list. */
export function kindsOf(type: JobType): Kind[] {
  return KINDS.filter((kind) => kind.type === type)
}

/** The kind of this name. Throws for a name that no schema lets through. */
export function kindNamed(name: string): Kind {
  const kind = KINDS.find((candidate) => candidate.name === name)
  if (kind === undefined) throw new Error(`there is no kind of job “${name}”`)
  return kind
}
