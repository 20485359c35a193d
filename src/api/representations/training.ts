import type { Job } from '../../jobs/job.ts'
import { kindFor } from '../../jobs/kinds.ts'
import type { DescentTrainingShape, PcaSvmTrainingShape } from '../result-shapes.ts'
import { csv } from './csv.ts'
import { summaryRepresentations } from './representation.ts'

/** Of all trainings by gradient descent. */
export const DESCENT_TRAINING = summaryRepresentations<DescentTrainingShape>({
  csv: descentTrainingCsv,
  title: trainingTitle,
  figure: async () => (await import('../figures/training.ts')).descentTrainingFigure,
})

export const PCA_SVM_TRAINING = summaryRepresentations<PcaSvmTrainingShape>({
  csv: pcaSvmTrainingCsv,
  title: trainingTitle,
  figure: async () => (await import('../figures/training.ts')).pcaSvmTrainingFigure,
})

/** A row an epoch. */
export function descentTrainingCsv({ epochs: { epoch, loss, accuracy } }: DescentTrainingShape): string {
  return csv(
    ['epoch', 'loss', 'trainingAccuracy', 'testAccuracy'],
    epoch.map((number, i) => [number, loss[i], accuracy.training[i], accuracy.test[i]]),
  )
}

/** One row; tilts are in degrees. */
export function pcaSvmTrainingCsv({ accuracy, boundary }: PcaSvmTrainingShape): string {
  return csv(
    ['trainingAccuracy', 'testAccuracy', 'tilt', 'tiltAmongComponents'],
    [[accuracy.training, accuracy.test, boundary?.tilt, boundary?.tiltAmongComponents]],
  )
}

function trainingTitle(
  { labels }: { readonly labels: readonly [number, number] },
  { kind, spec }: Job,
): string {
  return `${kindFor(kind, spec).title}: ${labels[0]}\u00a0against\u00a0${labels[1]}`
}
