import { strongestPlace } from '../../core/analyses/strongest-place.ts'
import { certificateOf } from '../../core/attacks/descent-certificate.ts'
import { type BinLayout, layOutBins } from '../../core/attacks/ligand-bins.ts'
import type { CellModel, LeastOutput } from '../../core/cells/cell-model.ts'
import type { Mixture } from '../../core/cells/mixture.ts'
import { SLICES } from '../../core/certificates/network-bound.ts'
import { INTERVALS } from '../../core/certificates/network-certificates.ts'
import { InvalidInput } from '../../core/errors.ts'
import type { WholeKind } from '../kind.ts'
import { ROOM } from '../memory.ts'
import { mixtureOf } from '../mixtures.ts'
import { buildCell } from '../models.ts'
import { at } from '../paths.ts'
import { CertificateSpec } from '../specs/certificate.ts'

/** Bytes of a bin, in which ligands may be. */
const PER_BIN = 1000

export const certificateKind: WholeKind<CertificateSpec> = {
  name: 'certificate',
  subject: 'cell',
  type: 'simulation',
  title: 'Certificate: the least output that free ligands can bring about',
  source: 'arXiv:1807.04270, section V; the bound for mechanistic models is ours (docs/certificates.md)',
  spec: CertificateSpec,
  costFormula: `${SLICES} × (${INTERVALS} + kinds of agonist + bins)`,
  memoryFormula: `${ROOM} + ${PER_BIN} × (kinds of agonist + bins)`,
  memory(spec) {
    const { model, agonists } = prepare(spec)
    const bins = spec.binWidth === undefined ? 0 : layOut(model, agonists, spec.binWidth).count
    return ROOM + PER_BIN * (spec.agonists.length + bins)
  },
  cost(spec) {
    const { model, agonists } = prepare(spec)
    const bins = spec.binWidth === undefined ? 0 : layOut(model, agonists, spec.binWidth).count
    return SLICES * (INTERVALS + spec.agonists.length + bins)
  },
  check(spec) {
    const { model, agonists } = prepare(spec)
    at('/agonists', () => model.output(agonists))
    if (spec.binWidth !== undefined) layOut(model, agonists, spec.binWidth)
  },
  *run(spec, { shouldStop }) {
    const { model, agonists, count } = prepare(spec)
    const { threshold, criticalBindingTime, certificates } = model
    const certified = (least: LeastOutput) => certificateOf(least, threshold)
    const found = {
      ...certified(certificates.belowCritical(agonists, count)),
      exact: certificates.exact,
      binned:
        spec.binWidth === undefined
          ? null
          : { binWidth: spec.binWidth, ...certified(binned(model, agonists, count, spec.binWidth)) },
    }
    const reached = strongestPlace(model, agonists, count, criticalBindingTime, shouldStop)
    const message = `no attack goes below ${found.minimumOutput.toPrecision(7)}; all ligands at ${reached.bindingTime.toPrecision(5)} s reach ${reached.output.toPrecision(7)}`
    yield { type: 'frame', data: { ...found, reached }, fraction: 1, message }
    const initial = model.output(agonists)
    return {
      summary: {
        threshold,
        criticalBindingTime,
        agonists: spec.agonists,
        freeLigands: count,
        initial,
        ...found,
        reached: { ...reached, responds: reached.output > threshold },
      },
      arrays: {},
      message,
    }
  },
}

function prepare(spec: CertificateSpec) {
  const model = buildCell(spec.target)
  const late = spec.agonists.findIndex(({ bindingTime }) => bindingTime < model.criticalBindingTime)
  if (late !== -1) {
    throw new InvalidInput(
      'no-agonist',
      `/agonists/${late}/bindingTime`,
      `an agonist binds for at least the critical ${model.criticalBindingTime} s, not ${spec.agonists[late]!.bindingTime}`,
    )
  }
  if (spec.agonists.every(({ quantity }) => quantity === 0)) {
    throw new InvalidInput('no-agonist', '/agonists', 'there are no agonists, whose output could be lowered')
  }
  return { model, agonists: mixtureOf(spec.agonists), count: spec.free.count }
}

function layOut({ criticalBindingTime }: CellModel, { bindingTimes }: Mixture, width: number): BinLayout {
  return layOutBins(bindingTimes, width, criticalBindingTime, '/binWidth')
}

/** The certificate for the output that a descent on bins of this width lowers: every ligand at its bin's centre. */
function binned(model: CellModel, agonists: Mixture, count: number, width: number): LeastOutput {
  const { criticalBindingTime, certificates } = model
  const layout = layOut(model, agonists, width)
  const centre = (bin: number) => (bin + 0.5) * width
  const last = layout.count - 1
  const centred = agonists.bindingTimes.map((tau) => centre(Math.min(last, Math.floor(tau / width))))
  const centres = Float64Array.from({ length: layout.count }, (_, bin) => centre(bin))
  return certificates.among(
    { bindingTimes: centred, quantities: agonists.quantities },
    count,
    centres.filter((tau, bin) => bin < layout.free || tau < criticalBindingTime),
  )
}
