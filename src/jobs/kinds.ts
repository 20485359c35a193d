import type { JobType } from './job.ts'
import type { Kind, SplitKind } from './kind.ts'
import { antagonismKind } from './kinds/antagonism.ts'
import { certificateKind } from './kinds/certificate.ts'
import { cocktailKind } from './kinds/cocktail.ts'
import { criticalPointsKind } from './kinds/critical-points.ts'
import { decisionBoundaryKind } from './kinds/decision-boundary.ts'
import { doseResponseKind } from './kinds/dose-response.ts'
import { ensembleKind } from './kinds/ensemble.ts'
import { fgsmKind, iterativeFgsmKind, minimalKind, pgdKind } from './kinds/gradient-attacks.ts'
import { gradientDescentKind } from './kinds/gradient-descent.ts'
import { fewCoordinateKind, randomKind } from './kinds/gradient-free-attacks.ts'
import { landscapeKind } from './kinds/landscape.ts'
import { timeCourseKind } from './kinds/time-course.ts'

/** The one list of what the service can do. */
export const KINDS: readonly Kind[] = [
  gradientDescentKind,
  fgsmKind,
  iterativeFgsmKind,
  pgdKind,
  minimalKind,
  fewCoordinateKind,
  randomKind,
  cocktailKind,
  doseResponseKind,
  antagonismKind,
  criticalPointsKind,
  decisionBoundaryKind,
  certificateKind,
  landscapeKind,
  timeCourseKind,
  ensembleKind,
] as readonly Kind[]

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

/** The kind of this name if its jobs are split into parts. */
export function splitKindNamed(name: string): SplitKind | undefined {
  return KINDS.find((kind): kind is SplitKind => kind.name === name && kind.splits !== undefined)
}
