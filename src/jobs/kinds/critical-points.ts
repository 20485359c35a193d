import { outputOfAgonist } from '../../core/analyses/antagonism.ts'
import { criticalPoints, OUTPUTS_PER_CURVE } from '../../core/analyses/critical-points.ts'
import { outputBeside } from '../../core/analyses/output-beside.ts'
import type { WholeKind } from '../kind.ts'
import { ROOM } from '../memory.ts'
import { buildCell } from '../models.ts'
import { at } from '../paths.ts'
import { CriticalPointsSpec } from '../specs/critical-points.ts'

/** Points of the curve that the result shows. */
const CURVE_POINTS = 401

export const criticalPointsKind: WholeKind<CriticalPointsSpec> = {
  name: 'critical-points',
  type: 'simulation',
  title: 'Critical points of the output over the binding time of antagonists',
  source: 'arXiv:1807.04270, section IV',
  spec: CriticalPointsSpec,
  costFormula: String(OUTPUTS_PER_CURVE),
  memoryFormula: String(ROOM),
  memory: () => ROOM,
  cost: () => OUTPUTS_PER_CURVE,
  check(spec) {
    const { model, output, to } = prepare(spec)
    at('/agonist', () => outputOfAgonist(model, spec.agonist))
    at('/antagonist', () => output(to, spec.antagonist.quantity))
  },
  *run(spec, { shouldStop }) {
    const { model, output, to } = prepare(spec)
    const { agonist, antagonist } = spec
    const found = criticalPoints(model, agonist, antagonist.quantity, to, shouldStop)
    const bindingTimes = Array.from({ length: CURVE_POINTS }, (_, i) => (to * i) / (CURVE_POINTS - 1))
    yield { type: 'frame', data: found, fraction: 1, message: describe(found) }
    return {
      summary: {
        threshold: model.threshold,
        criticalBindingTime: model.criticalBindingTime,
        agonist: { ...agonist, output: outputOfAgonist(model, agonist) },
        antagonist: { quantity: antagonist.quantity, upTo: to },
        ...found,
        curve: {
          bindingTime: bindingTimes,
          output: bindingTimes.map((tau) => output(tau, antagonist.quantity)),
        },
      },
      arrays: {},
      message: describe(found),
    }
  },
}

function prepare({ target, agonist, antagonist }: CriticalPointsSpec) {
  const model = buildCell(target)
  return {
    model,
    output: outputBeside(model, [agonist]),
    to: antagonist.upTo ?? model.criticalBindingTime,
  }
}

function describe({ regime, strongest, inflections }: ReturnType<typeof criticalPoints>): string {
  return `${regime}: ${inflections.length} inflections, strongest antagonists at ${strongest.bindingTime.toPrecision(5)} s`
}
