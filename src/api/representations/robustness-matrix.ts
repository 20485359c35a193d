import type { RobustnessMatrixShape } from '../result-shapes.ts'
import { csv } from './csv.ts'
import { summaryRepresentations } from './representation.ts'

export const ROBUSTNESS_MATRIX = summaryRepresentations<RobustnessMatrixShape>({
  csv: robustnessMatrixCsv,
  figure: async () => (await import('../figures/robustness-matrix.ts')).robustnessMatrixFigure,
  title: ({ attacks, targets }) =>
    `Robustness matrix: ${counted(attacks, 'attack')} on ${counted(targets, 'target')}`,
})

function counted({ length }: readonly unknown[], what: string): string {
  return `${length} ${what}${length === 1 ? '' : 's'}`
}

/** A row an attack and target, also where the attack is not made: what it would have told is empty. */
export function robustnessMatrixCsv({ attacks, targets, entries }: RobustnessMatrixShape): string {
  return csv(
    [
      ...['attack', 'norm', 'target', 'subject', 'epsilon'],
      ...['clean', 'attacked', 'control', 'certified', 'marginLeft', 'regime'],
    ],
    attacks.flatMap(({ name, norm }, row) =>
      targets.map(({ label, subject, regime }, column) => {
        const entry = entries[row]![column]
        return [
          ...[name, norm, label, subject, entry?.epsilon],
          ...[entry?.clean, entry?.attacked, entry?.control, entry?.certified, entry?.marginLeft, regime],
        ]
      }),
    ),
  )
}
