import type { JobType } from './job.ts'
import type { JobSubject, Kind } from './kind.ts'
import { antagonismKind } from './kinds/antagonism.ts'
import { CELL_ATTACKS, DIGIT_ATTACKS } from './kinds/attacks.ts'
import { certificateKind } from './kinds/certificate.ts'
import { cocktailKind } from './kinds/cocktail.ts'
import { criticalPointsKind } from './kinds/critical-points.ts'
import { decisionBoundaryKind } from './kinds/decision-boundary.ts'
import { digitCertificateKind } from './kinds/digit-certificate.ts'
import { digitFlatnessKind } from './kinds/digit-flatness.ts'
import { digitLandscapeKind } from './kinds/digit-landscape.ts'
import { digitWalkKind } from './kinds/digit-walk.ts'
import { doseResponseKind } from './kinds/dose-response.ts'
import { ensembleKind } from './kinds/ensemble.ts'
import { flatnessKind } from './kinds/flatness.ts'
import { gradientDescentKind } from './kinds/gradient-descent.ts'
import { landscapeKind } from './kinds/landscape.ts'
import { robustnessMatrixKind } from './kinds/robustness-matrix.ts'
import { timeCourseKind } from './kinds/time-course.ts'
import { linearTraining, memoryTraining, mlpTraining } from './kinds/training/networks.ts'
import { pcaSvmTraining } from './kinds/training/pca-svm.ts'
import { walkKind } from './kinds/walk.ts'

/** The one list of what the service can do. */
export const KINDS: readonly Kind[] = [
  gradientDescentKind,
  ...CELL_ATTACKS,
  ...DIGIT_ATTACKS,
  cocktailKind,
  doseResponseKind,
  antagonismKind,
  criticalPointsKind,
  decisionBoundaryKind,
  certificateKind,
  digitCertificateKind,
  landscapeKind,
  digitLandscapeKind,
  walkKind,
  digitWalkKind,
  flatnessKind,
  digitFlatnessKind,
  timeCourseKind,
  ensembleKind,
  robustnessMatrixKind,
  linearTraining,
  mlpTraining,
  memoryTraining,
  pcaSvmTraining,
] as readonly Kind[]

/** The kinds of one type, in the order of the list. */
export function kindsOf(type: JobType): Kind[] {
  return KINDS.filter((kind) => kind.type === type)
}

/** The kind of this name that fits the spec; undefined for one that only another version of the service has. */
export function knownKind(name: string, spec: unknown): Kind | undefined {
  return KINDS.find((candidate) => candidate.name === name && fits(candidate, spec))
}

/** The kind of this name that fits the spec. Throws for what no schema lets through. */
export function kindFor(name: string, spec: unknown): Kind {
  const kind = knownKind(name, spec)
  if (kind === undefined) throw new Error(`there is no kind of job “${name}”`)
  return kind
}

function fits({ subject }: Kind, spec: unknown): boolean {
  return subject === undefined || subject === subjectOf(spec)
}

/** What a spec is about. */
function subjectOf(spec: unknown): JobSubject {
  const { target } = spec as { target?: unknown }
  return typeof target === 'object' && target !== null && 'classifier' in target ? 'digits' : 'cell'
}
