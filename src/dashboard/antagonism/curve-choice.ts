import {
  type CellModelEntry,
  type CellTarget,
  type CellTexts,
  cellOf,
  cellTexts,
  newCell,
  parameterOf,
} from '../forms/cell.ts'
import type { FieldTexts } from '../forms/schema.ts'

/** The ligands beside each other, as typed: binding time of the agonist (s), and the quantities of both. */
export interface LigandTexts {
  readonly tau1: string
  readonly L1: string
  readonly L2: string
}

/** What the curve is drawn of: the output T, or its fold change over the agonist alone. */
export type Shown = 'output' | 'fold-change'

/** All that the curve depends on. */
export interface CurveChoice {
  readonly cell: CellTexts
  readonly ligands: LigandTexts
  readonly shown: Shown
}

type Models = readonly CellModelEntry[]

const IDEAL = newCell().model

/** The paper's antagonism potential; for cells that count molecules, the experiment with OT-1 T cells. */
function startOf(model: string): Omit<CurveChoice, 'cell'> {
  return model === IDEAL
    ? { ligands: { tau1: '3', L1: '4000', L2: '6000' }, shown: 'output' }
    : { ligands: { tau1: '10', L1: '10', L2: '1000' }, shown: 'fold-change' }
}

/** What is shown of a model before anything was chosen. */
export function newChoice(model: string, models: Models): CurveChoice {
  return { cell: cellTexts(newCell(model), models), ...startOf(model) }
}

/** What an address says; what it leaves out is as at the start. */
export function choiceOf(query: Readonly<Record<string, string>>, models: Models): CurveChoice {
  const start = newChoice(models.some(({ name }) => name === query.model) ? query.model! : IDEAL, models)
  const texts = <Texts extends object>(fields: Texts): Texts => {
    const entries = Object.entries(fields).map(([name, text]) => [name, query[name] ?? text])
    return Object.fromEntries(entries) as Texts
  }
  const { show } = query
  return {
    cell: { ...start.cell, parameters: texts(start.cell.parameters) },
    ligands: texts(start.ligands),
    shown: show === 'output' || show === 'fold-change' ? show : start.shown,
  }
}

/** The change of the address that says this choice: what is as at the start is left out, as are other models' parameters. */
export function queryOf(choice: CurveChoice, models: Models): Record<string, string | null> {
  const { cell, ligands, shown } = choice
  const start = newChoice(cell.model, models)
  const none = models.flatMap(({ parameters }) => Object.keys(parameters.properties ?? {}))
  const differing = (texts: object, from: object) =>
    Object.entries(texts).map(([name, text]) => [
      name,
      text === (from as FieldTexts)[name] ? null : (text as string),
    ])
  return Object.fromEntries([
    ...none.map((name) => [name, null]),
    ...differing(cell.parameters, start.cell.parameters),
    ...differing(ligands, start.ligands),
    ['model', cell.model === IDEAL ? null : cell.model],
    ['show', shown === start.shown ? null : shown],
  ])
}

/** A choice as the service takes it: numbers, and the binding time τ2 (s) up to which the curve is drawn. */
export interface CurveQuestion {
  readonly target: CellTarget
  readonly agonist: { readonly bindingTime: number; readonly quantity: number }
  readonly quantity: number
  readonly criticalBindingTime: number
  readonly upTo: number
}

/** The curve goes so much beyond the longer of τ1 and τc. */
const BEYOND = 1.25

/** Throws where what was typed is no number. */
export function questionOf({ cell, ligands }: CurveChoice, models: Models): CurveQuestion {
  const number = (symbol: keyof LigandTexts) => {
    const text = ligands[symbol].trim()
    const value = Number(text)
    if (text === '' || !Number.isFinite(value)) throw new NotANumber(symbol)
    return value
  }
  const agonist = { bindingTime: number('tau1'), quantity: number('L1') }
  const criticalBindingTime = parameterOf(cell, 'criticalBindingTime', models)
  const times = [agonist.bindingTime, criticalBindingTime].filter((time) => Number.isFinite(time) && time > 0)
  return {
    target: cellOf(cell, models),
    agonist,
    quantity: number('L2'),
    criticalBindingTime,
    upTo: BEYOND * Math.max(...times, 0),
  }
}

/** Says which field wants a number. */
export class NotANumber extends Error {
  readonly field: string

  constructor(field: string) {
    super(`Type a number for ${field.replace('tau', 'τ')}`)
    this.name = 'NotANumber'
    this.field = field
  }
}
