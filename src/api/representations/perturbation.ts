import { kindFor } from '../../jobs/kinds.ts'
import type { PerturbationShape } from '../result-shapes.ts'
import { csv } from './csv.ts'
import { arrayOf, type Representations, summaryRepresentations } from './representation.ts'

/** Of all attacks of a given size on a mixture. */
export const PERTURBATION: Representations = {
  ...summaryRepresentations<PerturbationShape>({
    csv: perturbationCsv,
    title: (_, { kind, spec }) => kindFor(kind, spec).title,
    figure: async () => (await import('../figures/perturbation.ts')).perturbationFigure,
  }),
  'application/octet-stream': (result) => arrayOf(result, 'attacked'),
}

/** A row a size; `minimumOutput` is that of the certificate. */
export function perturbationCsv(result: PerturbationShape): string {
  const { epsilon, output, responds, norms, control, certificate } = result
  return csv(
    ['epsilon', 'output', 'responds', 'linf', 'l2', 'l0', 'controlOutput', 'minimumOutput', 'controlLeast'],
    epsilon.map((size, i) => {
      const { linf, l2, l0 } = norms[i]!
      return [
        size,
        output.attacked[i],
        responds.attacked[i],
        linf,
        l2,
        l0,
        control.output[i],
        certificate.minimumOutput[i],
        control.least[i],
      ]
    }),
  )
}
