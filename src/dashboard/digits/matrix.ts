import type { Static } from 'typebox'
import type { RobustnessMatrixShape } from '../../api/result-shapes.ts'
import type { RobustnessMatrixFrameSchema } from '../../api/schemas/robustness-matrix.ts'
import type { MatrixAttack, RobustnessMatrixSpec } from '../../jobs/specs/robustness-matrix.ts'
import type { StreamMessage } from '../service/follow.ts'

export type MatrixSpec = RobustnessMatrixSpec
export type MatrixTarget = MatrixSpec['targets'][number]
export type MatrixEntry = NonNullable<RobustnessMatrixShape['entries'][number][number]>
type MatrixFrame = Static<typeof RobustnessMatrixFrameSchema>

/** The label of a target: its own, or that of its model or classifier. */
export function labelOf({ label, target }: MatrixTarget): string {
  return label ?? ('classifier' in target ? target.classifier : target.model)
}

/** The classifiers that a target needs: itself, and the one that transferred attacks are made for. */
export function classifiersOf(target: MatrixTarget): string[] {
  if (!('classifier' in target.target)) return []
  const from = 'transferFrom' in target && target.transferFrom
  return [target.target.classifier, ...(from ? [from] : [])]
}

/** What has been found so far of each attack on each target; an entry is null where the attack is not made on such a one. */
export type Entries = ReadonlyMap<string, MatrixEntry | null>

/** The place of an entry, also in the page's address. */
export function placeOf(attack: string, target: string): string {
  return `${attack}/${target}`
}

/** The entries with that of a message added. */
export function withEntry(entries: Entries, message: StreamMessage): Entries {
  if (message.type !== 'frame') return entries
  const frame = message.data as unknown as MatrixFrame
  return 'entry' in frame
    ? new Map([...entries, [placeOf(frame.attack, frame.target), frame.entry]])
    : entries
}

/** The table of a job: its rows and columns, and the entries as far as they are known. */
export interface MatrixTable {
  readonly attacks: readonly string[]
  readonly targets: readonly string[]
  readonly entries: Entries
}

/** The table of a job that has not ended. `all` are the attacks that are made when a spec names none. */
export function unfinishedTable(
  spec: MatrixSpec,
  all: readonly MatrixAttack[],
  entries: Entries,
): MatrixTable {
  return { attacks: spec.attacks ?? all, targets: spec.targets.map(labelOf), entries }
}

/** The table of a result. */
export function tableOf({ attacks, targets, entries }: RobustnessMatrixShape): MatrixTable {
  return {
    attacks: attacks.map(({ name }) => name),
    targets: targets.map(({ label }) => label),
    entries: new Map(
      attacks.flatMap(({ name }, row) =>
        targets.map(({ label }, column) => [placeOf(name, label), entries[row]![column] ?? null] as const),
      ),
    ),
  }
}
