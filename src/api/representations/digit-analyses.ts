import { LANDSCAPE_FIELD } from '../../jobs/kinds/landscape.ts'
import type {
  DigitCertificateShape,
  DigitFlatnessShape,
  DigitLandscapeShape,
  DigitWalkShape,
} from '../result-shapes.ts'
import { csv } from './csv.ts'
import { fieldRepresentations } from './field.ts'
import { flatnessColumns } from './flatness.ts'
import { summaryRepresentations } from './representation.ts'
import { walkCsv } from './walk.ts'

export const DIGIT_LANDSCAPE = fieldRepresentations<DigitLandscapeShape>({
  array: () => LANDSCAPE_FIELD,
  axes: ({ x, y }) => [
    { name: 'y', values: y.values },
    { name: 'x', values: x.values },
  ],
  title: () => 'Landscape of the margin',
  figure: async () => (await import('../figures/landscape.ts')).digitLandscapeFigure,
})

export const DIGIT_WALK = summaryRepresentations<DigitWalkShape>({
  csv: digitWalkCsv,
  title: ({ from, to }) => `Walk from a ${from.label} to a ${to.label}`,
  async figure() {
    const { walkFigure } = await import('../figures/walk.ts')
    return (title, result) => walkFigure(title, result, `margin of the ${result.from.label}`)
  },
})

export const DIGIT_FLATNESS = summaryRepresentations<DigitFlatnessShape>({
  csv: digitFlatnessCsv,
  title: () => 'Flatness of the landscape',
  async figure() {
    const { flatnessFigure } = await import('../figures/flatness.ts')
    return (title, { median, images, right, threshold, unit, radius, draws }) => {
      const said = `Medians over ${images} images, of which ${right} are told rightly; ${median.criticalPoints} have a critical point.`
      return flatnessFigure(title, { ...median, threshold, unit, radius, draws }, [said])
    }
  },
})

export const DIGIT_CERTIFICATE = summaryRepresentations<DigitCertificateShape>({
  csv: digitCertificateCsv,
  title: () => 'Certificate',
  figure: async () => (await import('../figures/digit-certificate.ts')).digitCertificateFigure,
})

/** As of a cell, with the digit that the network tells. */
export function digitWalkCsv(result: DigitWalkShape): string {
  return walkCsv(result, 'told', result.told)
}

/** A row an image. */
export function digitFlatnessCsv(result: DigitFlatnessShape): string {
  const rows = result.each.map(({ image: { index, label }, ...found }) => ({
    index,
    label,
    ...flatnessColumns(found, result),
  }))
  return csv(
    Object.keys(rows[0]!),
    rows.map((row) => Object.values(row)),
  )
}

/** A row a size. */
export function digitCertificateCsv({ epsilon, accuracy, margin }: DigitCertificateShape): string {
  return csv(
    ['epsilon', 'accuracy', 'certifiedAccuracy', 'meanMargin', 'leastMargin'],
    epsilon.map((size, k) => [size, accuracy.clean, accuracy.certified[k], margin.mean[k], margin.least[k]]),
  )
}
