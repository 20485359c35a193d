import { wrongShape } from './problems.ts'
import { ANTAGONISM } from './representations/antagonism.ts'
import { CERTIFICATE } from './representations/certificate.ts'
import { COCKTAIL } from './representations/cocktail.ts'
import { CRITICAL_POINTS } from './representations/critical-points.ts'
import { DECISION_BOUNDARY } from './representations/decision-boundary.ts'
import { DOSE_RESPONSE } from './representations/dose-response.ts'
import { ENSEMBLE } from './representations/ensemble.ts'
import { BY_ITERATION, GRADIENT_DESCENT } from './representations/gradient-descent.ts'
import { LANDSCAPE } from './representations/landscape.ts'
import { PERTURBATION } from './representations/perturbation.ts'
import type { Representation, Representations, StoredResult } from './representations/representation.ts'
import { TIME_COURSE } from './representations/time-course.ts'

/** How the result of each kind is to be had. */
const REPRESENTATIONS: Readonly<Record<string, Representations>> = {
  'gradient-descent': GRADIENT_DESCENT,
  fgsm: PERTURBATION,
  'iterative-fgsm': PERTURBATION,
  pgd: PERTURBATION,
  minimal: PERTURBATION,
  'few-coordinate': PERTURBATION,
  random: PERTURBATION,
  antagonism: ANTAGONISM,
  'dose-response': DOSE_RESPONSE,
  'critical-points': CRITICAL_POINTS,
  'decision-boundary': DECISION_BOUNDARY,
  landscape: LANDSCAPE,
  certificate: CERTIFICATE,
  cocktail: COCKTAIL,
  'time-course': TIME_COURSE,
  ensemble: ENSEMBLE,
}

/** The media types in which a kind's result is to be had. */
export function mediaTypesOf(kind: string): string[] {
  return Object.keys(REPRESENTATIONS[kind] ?? {})
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
  return REPRESENTATIONS[job.kind]![mediaType]!(result)
}
