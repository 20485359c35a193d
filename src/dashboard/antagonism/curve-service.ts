import type { Static } from 'typebox'
import type { EvaluateAnswer } from '../../api/schemas/evaluate.ts'
import type { CriticalPointsResult } from '../../api/schemas/simulation-results.ts'
import { deleteJob, getJson, request, ServiceProblem, submit } from '../service/client.ts'
import { hasEnded } from '../ui/use-job.ts'
import type { CriticalPoints, Curve } from './curve.ts'
import type { CurveQuestion } from './curve-choice.ts'

const POINTS = 301

/** Seconds that critical points are waited for; they take less than one where nothing else runs. */
const PATIENCE_S = 20

/** The curve, in one request. */
export async function evaluateCurve(question: CurveQuestion): Promise<Curve> {
  const bindingTimes = Array.from({ length: POINTS }, (_, i) => (question.upTo * i) / (POINTS - 1))
  const { outputs, threshold } = await evaluate(question, [null, ...bindingTimes])
  const [alone, ...beside] = outputs
  return {
    bindingTimes,
    outputs: beside,
    alone: alone!,
    threshold,
    criticalBindingTime: question.criticalBindingTime,
  }
}

/** Minimum, maximum, inflections and regime, by a job that is removed once it is read. */
export async function findCriticalPoints(question: CurveQuestion): Promise<CriticalPoints> {
  const { target, agonist, quantity } = question
  const spec = { kind: 'critical-points', target, agonist, antagonist: { quantity } }
  const job = await submit('/v1/simulations', spec, { wait: PATIENCE_S })
  try {
    if (!hasEnded(job))
      throw new ServiceProblem(
        'The service is busy with other jobs, and has not found the critical points yet.',
      )
    if (job.error !== null) throw new ServiceProblem(job.error.detail, job.error)
    const result = await getJson<Static<typeof CriticalPointsResult>>(job.links.result)
    const { inflections } = result
    const inflectionOutputs = inflections.length === 0 ? [] : (await evaluate(question, inflections)).outputs
    return { ...result, inflectionOutputs }
  } finally {
    await deleteJob(job.id).catch(() => undefined)
  }
}

/** Outputs with the antagonists at each of these binding times, null for the agonist alone. */
async function evaluate(
  { target, agonist, quantity }: CurveQuestion,
  bindingTimes: readonly (number | null)[],
): Promise<Static<typeof EvaluateAnswer>> {
  const mixtures = bindingTimes.map((bindingTime) => ({
    ligands: bindingTime === null ? [agonist] : [agonist, { bindingTime, quantity }],
  }))
  const { model, parameters } = target
  const body = { ...(parameters && { parameters }), mixtures }
  const answer = await request(`/v1/models/${encodeURIComponent(model)}/evaluate`, { body })
  return (await answer.json()) as Static<typeof EvaluateAnswer>
}
