import type { FlatnessShape } from '../result-shapes.ts'
import { type Cell, csv } from './csv.ts'
import { summaryRepresentations } from './representation.ts'

export const FLATNESS = summaryRepresentations<FlatnessShape>({
  csv: flatnessCsv,
  figure: async () => (await import('../figures/flatness.ts')).flatnessFigure,
  title: () => 'Flatness of the landscape',
})

/** One row, its columns the fields of the result. */
export function flatnessCsv(result: FlatnessShape): string {
  const columns = flatnessColumns(result, result)
  return csv(Object.keys(columns), [Object.values(columns)])
}

/** The numbers of a row by the names of their columns. */
export function flatnessColumns(
  { gradientNorm, boundary, ...rest }: Found,
  { threshold, radius, draws }: Options,
): Record<string, Cell> {
  return {
    output: rest.output,
    threshold,
    margin: rest.margin,
    gradientL2: gradientNorm.l2,
    gradientL1: gradientNorm.l1,
    vanishing: rest.vanishing,
    radius,
    draws,
    relativeChange: rest.relativeChange,
    boundaryLinf: boundary.linf,
    boundaryL2: boundary.l2,
    steepening: rest.steepening,
    regime: rest.regime,
    gradientAtFloor: rest.gradientAtFloor,
    pullAtFloor: rest.pullAtFloor,
  }
}

type Options = Pick<FlatnessShape, 'threshold' | 'unit' | 'radius' | 'draws'>
type Found = Omit<FlatnessShape, keyof Options>
