import type { CertificateShape } from '../result-shapes.ts'
import { csv } from './csv.ts'
import { summaryRepresentations } from './representation.ts'

export const CERTIFICATE = summaryRepresentations<CertificateShape>({
  csv: certificateCsv,
  figure: async () => (await import('../figures/certificate.ts')).certificateFigure,
  title: () => 'Certificate',
})

export function certificateCsv({
  threshold,
  initial,
  minimumOutput,
  exact,
  reached,
}: CertificateShape): string {
  return csv(
    ['threshold', 'initial', 'minimumOutput', 'exact', 'reachedOutput'],
    [[threshold, initial, minimumOutput, exact, reached.output]],
  )
}
