import type { Job } from '../jobs/job.ts'
import type { Kind } from '../jobs/kind.ts'
import { kindFor } from '../jobs/kinds.ts'
import { wrongShape } from './problems.ts'
import { ANTAGONISM } from './representations/antagonism.ts'
import { CERTIFICATE } from './representations/certificate.ts'
import { COCKTAIL } from './representations/cocktail.ts'
import { CRITICAL_POINTS } from './representations/critical-points.ts'
import { DECISION_BOUNDARY } from './representations/decision-boundary.ts'
import {
  DIGIT_CERTIFICATE,
  DIGIT_FLATNESS,
  DIGIT_LANDSCAPE,
  DIGIT_WALK,
} from './representations/digit-analyses.ts'
import { DIGIT_ATTACK, MINIMAL_DIGITS } from './representations/digit-attack.ts'
import { DOSE_RESPONSE } from './representations/dose-response.ts'
import { ENSEMBLE } from './representations/ensemble.ts'
import { FLATNESS } from './representations/flatness.ts'
import { BY_ITERATION, GRADIENT_DESCENT } from './representations/gradient-descent.ts'
import { LANDSCAPE } from './representations/landscape.ts'
import { PERTURBATION } from './representations/perturbation.ts'
import type { Representation, Representations, StoredResult } from './representations/representation.ts'
import { ROBUSTNESS_MATRIX } from './representations/robustness-matrix.ts'
import { TIME_COURSE } from './representations/time-course.ts'
import { DESCENT_TRAINING, PCA_SVM_TRAINING } from './representations/training.ts'
import { WALK } from './representations/walk.ts'

/** How the result of each kind is to be had; of those that share a name, the one about a cell. */
const REPRESENTATIONS: Readonly<Record<string, Representations>> = {
  'gradient-descent': GRADIENT_DESCENT,
  fgsm: PERTURBATION,
  'iterative-fgsm': PERTURBATION,
  pgd: PERTURBATION,
  minimal: PERTURBATION,
  'few-coordinate': PERTURBATION,
  random: PERTURBATION,
  square: PERTURBATION,
  antagonism: ANTAGONISM,
  'dose-response': DOSE_RESPONSE,
  'critical-points': CRITICAL_POINTS,
  'decision-boundary': DECISION_BOUNDARY,
  landscape: LANDSCAPE,
  walk: WALK,
  flatness: FLATNESS,
  certificate: CERTIFICATE,
  cocktail: COCKTAIL,
  'time-course': TIME_COURSE,
  ensemble: ENSEMBLE,
  'robustness-matrix': ROBUSTNESS_MATRIX,
  linear: DESCENT_TRAINING,
  mlp: DESCENT_TRAINING,
  memory: DESCENT_TRAINING,
  'pca-svm': PCA_SVM_TRAINING,
}

/** The same of the kinds about digits. */
const OF_DIGITS: Readonly<Record<string, Representations>> = {
  fgsm: DIGIT_ATTACK,
  'iterative-fgsm': DIGIT_ATTACK,
  pgd: DIGIT_ATTACK,
  minimal: MINIMAL_DIGITS,
  'few-coordinate': DIGIT_ATTACK,
  random: DIGIT_ATTACK,
  square: DIGIT_ATTACK,
  'class-mean': DIGIT_ATTACK,
  transfer: DIGIT_ATTACK,
  landscape: DIGIT_LANDSCAPE,
  walk: DIGIT_WALK,
  flatness: DIGIT_FLATNESS,
  certificate: DIGIT_CERTIFICATE,
}

function representationsOf({ name, subject }: Pick<Kind, 'name' | 'subject'>): Representations {
  return (subject === 'digits' ? OF_DIGITS : REPRESENTATIONS)[name] ?? {}
}

/** The media types in which results of a kind are to be had. */
export function mediaTypesOfKind(kind: Pick<Kind, 'name' | 'subject'>): string[] {
  return Object.keys(representationsOf(kind))
}

/** The media types in which a job's result is to be had. */
export function mediaTypesOf({ kind, spec }: Pick<Job, 'kind' | 'spec'>): string[] {
  return mediaTypesOfKind(kindFor(kind, spec))
}

/** The result in one of its kind's media types. Throws a `Problem` for what this one does not have. */
export async function represent(result: StoredResult, mediaType: string): Promise<Representation> {
  const { iteration, job } = result
  if (iteration !== undefined && !(job.kind === 'gradient-descent' && BY_ITERATION.has(mediaType))) {
    throw wrongShape(
      '/iteration',
      'is for the binding times or the picture of a descent',
      `?iteration= is for the binding times or the picture of a descent, not for ${mediaType} of ${job.kind}`,
    )
  }
  return representationsOf(kindFor(job.kind, job.spec))[mediaType]!(result)
}
