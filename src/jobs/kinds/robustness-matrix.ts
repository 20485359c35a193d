import { BOUNDARY_EVALUATIONS } from '../../core/analyses/flatness.ts'
import { GRADIENTS_PER_FLOOR } from '../../core/analyses/origin-regime.ts'
import type { Norm } from '../../core/attacks/norms.ts'
import { InvalidInput } from '../../core/errors.ts'
import { mostWeights } from '../classifier.ts'
import { checkDigits, checkLabels, labelPair } from '../digits.ts'
import type { ClassifierHeads, SplitKind } from '../kind.ts'
import { BYTES, NETWORK_MEMORY, networkMemory, ROOM } from '../memory.ts'
import { buildCell } from '../models.ts'
import { at, respelling, within } from '../paths.ts'
import { type MatrixCell, type MatrixNetwork, RobustnessMatrixSpec } from '../specs/robustness-matrix.ts'
import {
  cellMemory,
  checkFields,
  checkSizes,
  isCheckedAtSubmission,
  ligandsOf,
  NUMBERS_PER_LIGAND,
  subjectOf,
} from './perturbation/cell-subject.ts'
import { checkPixelRange } from './perturbation/digit-subject.ts'
import { fewCoordinateMethod } from './perturbation/gradient-free-methods.ts'
import { type MatrixRow, rowsOf } from './robustness-matrix/attacks.ts'
import {
  type ColumnSpec,
  classifiersOf,
  coordinatesOf,
  inputsOf,
  isNetwork,
  labelOf,
  neededAt,
  sizeIn,
} from './robustness-matrix/columns.ts'
import { applies, entryOf, type MatrixEntry } from './robustness-matrix/entries.ts'
import { findingsOf } from './robustness-matrix/findings.ts'
import { PORTRAYED, type Portrait, portraitOf } from './robustness-matrix/portraits.ts'

/** Numbers that the greediest of the attacks holds for a ligand, and bytes of the outcome of an input. */
const NUMBERS_ATTACKED = fewCoordinateMethod.numbers
const PER_OUTCOME = 500

/** A part of a matrix: an entry, or the portrait of a target. */
type MatrixPart =
  | { readonly type: 'entry'; readonly entry: MatrixEntry | null }
  | { readonly type: 'portrait'; readonly portrait: Portrait }

/** Part p is row p mod (rows + 1) of column ⌊p/(rows + 1)⌋; the last row is the portrait. */
function placeOf(spec: RobustnessMatrixSpec, part: number) {
  const rows = rowsOf(spec)
  const t = Math.floor(part / (rows.length + 1))
  return { row: rows[part % (rows.length + 1)], column: spec.targets[t]!, path: `/targets/${t}` }
}

export const robustnessMatrixKind: SplitKind<RobustnessMatrixSpec, MatrixPart> = {
  name: 'robustness-matrix',
  type: 'simulation',
  title: 'Robustness matrix: which attack works on which cell and network, and why',
  source: 'arXiv:1807.04270, sections IV and V; Croce, Hein, arXiv:2003.01690',
  spec: RobustnessMatrixSpec,
  costFormula: `Σ size × (inputs × evaluations of all attacks + up to ${PORTRAYED} portraits × (${GRADIENTS_PER_FLOOR} × coordinates + ${BOUNDARY_EVALUATIONS})), over targets; the size of a cell is its ligands, that of a network its weights`,
  memoryFormula: `${ROOM} + the most that a target takes: of a cell ${BYTES} × ligands × (${NUMBERS_PER_LIGAND + NUMBERS_ATTACKED}, + 12 × (N + 1) in a mechanistic model), of a network ${NETWORK_MEMORY}; + ${PER_OUTCOME} × inputs`,
  memory: (spec, heads) =>
    ROOM + Math.max(...spec.targets.map((column, t) => columnMemory(spec, column, t, heads))),
  splits: 'by attacks and targets',
  classifiers: classifiersOf,
  cost(spec, heads) {
    const rows = rowsOf(spec)
    return spec.targets.reduce((sum, column, t) => {
      const size = isNetwork(column) ? mostWeights(neededAt(spec, t), heads) : ligandsOf(column)
      return sum + size * columnEvaluations(column, rows)
    }, 0)
  },
  check(spec, seed, heads) {
    const rows = rowsOf(spec)
    spec.targets.forEach((column, t) => {
      if (isNetwork(column)) checkNetwork(spec, column, t, heads)
      else within(`/targets/${t}`, () => checkCell(column, rows, seed))
    })
  },
  parts: (spec) => spec.targets.length * (rowsOf(spec).length + 1),
  runPart(spec, part, setting) {
    const { row, column, path } = placeOf(spec, part)
    const target = labelOf(column)
    const inColumn = (own: string) => path + own
    if (row === undefined) {
      const portrait = respelling(inColumn, () => portraitOf(column, setting))
      return { value: { type: 'portrait', portrait }, frame: { target, portrait }, message: target }
    }
    const entry = respelling(inColumn, () => entryOf(row, column, setting))
    return {
      value: { type: 'entry', entry },
      frame: { target, attack: row.name, entry },
      message: `${row.name} on ${target}`,
    }
  },
  join(spec, parts) {
    const rows = rowsOf(spec)
    const columns = spec.targets.map((column, t) => {
      const own = parts.slice(t * (rows.length + 1), (t + 1) * (rows.length + 1))
      const entries = own.flatMap((part) => (part.type === 'entry' ? [part.entry] : []))
      const [portrait] = own.flatMap((part) => (part.type === 'portrait' ? [part.portrait] : []))
      return { column, entries, portrait: portrait! }
    })
    const targets = columns.map(({ column, portrait, entries }) => ({
      label: labelOf(column),
      subject: isNetwork(column) ? 'digits' : 'cell',
      inputs: inputsOf(column),
      ...portrait,
      findings: findingsOf(rows, entries, portrait),
    }))
    const attacks = rows.map(({ name, norm, followsGradients }) => ({ name, norm, followsGradients }))
    const entries = rows.map((_, r) => columns.map((column) => column.entries[r]!))
    return {
      summary: { attacks, targets, entries },
      arrays: {},
      message: `${rows.length} attacks on ${targets.length} targets`,
    }
  },
}

function columnMemory(
  spec: RobustnessMatrixSpec,
  column: ColumnSpec,
  t: number,
  heads: ClassifierHeads,
): number {
  const own = isNetwork(column)
    ? networkMemory(neededAt(spec, t), heads)
    : cellMemory(column, NUMBERS_ATTACKED)
  return own + PER_OUTCOME * inputsOf(column)
}

/** Outputs and gradients that all attacks and portraits of a column take. */
function columnEvaluations(column: ColumnSpec, rows: readonly MatrixRow[]): number {
  const evaluations = rows.reduce((sum, row) => {
    const epsilon = sizeIn(column, row.norm)
    return epsilon === undefined || !applies(row, column) ? sum : sum + row.evaluations(epsilon)
  }, 0)
  const inputs = inputsOf(column)
  const portrait = GRADIENTS_PER_FLOOR * coordinatesOf(column) + BOUNDARY_EVALUATIONS
  return inputs * evaluations + Math.min(inputs, PORTRAYED) * portrait
}

/** Refuses a cell that cannot be drawn or attacked. Throws `InvalidInput`, its paths into the column. */
function checkCell(column: MatrixCell, rows: readonly MatrixRow[], seed: number): void {
  // The portrait is made in L∞, whatever the attacks.
  const norms = new Set<Norm>(['linf', ...rows.filter(({ forDigits }) => !forDigits).map(({ norm }) => norm)])
  for (const norm of norms) {
    const epsilon = sizeIn(column, norm)
    if (epsilon === undefined && norm !== 'linf') continue
    checkFields(column, norm)
    if (epsilon !== undefined) checkSizes(epsilon, norm, column, `/epsilon/${norm}`)
    if (isCheckedAtSubmission(column)) subjectOf(column, norm, seed)
    else buildCell(column.target)
  }
}

/** Refuses a network that its images or classifiers do not fit. Throws `InvalidInput`, its paths into the spec. */
function checkNetwork(
  spec: RobustnessMatrixSpec,
  column: MatrixNetwork,
  t: number,
  heads: ClassifierHeads,
): void {
  const path = `/targets/${t}`
  at(`${path}/inputs`, () => checkDigits({ ...column.digits, count: inputsOf(column) }))
  const needed = neededAt(spec, t)
  checkLabels(labelPair(column.digits?.labels), needed, heads)
  const filtered = needed.some(({ name }) => heads.get(name)!.hill !== null)
  within(path, () => checkPixelRange(column, filtered))
  if (spec.attacks?.includes('transfer') && column.transferFrom === undefined) {
    throw new InvalidInput(
      'no-source',
      `${path}/transferFrom`,
      'attacks are transferred from another classifier: name one',
    )
  }
}
