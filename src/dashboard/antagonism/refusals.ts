import { ServiceProblem } from '../service/client.ts'
import { NotANumber } from './curve-choice.ts'

/** What the fields of the agonist and the antagonists are called on the page. */
const LIGAND_FIELDS: readonly (readonly [path: RegExp, field: string])[] = [
  [/\/(mixtures\/\d+\/ligands\/0|agonist)\/bindingTime/g, 'tau1'],
  [/\/(mixtures\/\d+\/ligands\/0|agonist)\/quantity/g, 'L1'],
  [/\/(mixtures\/\d+\/ligands\/1|antagonist)\/quantity/g, 'L2'],
]

/** A refusal told by the names on the page instead of by places in the request. */
export function onPage(error: unknown): unknown {
  if (!(error instanceof ServiceProblem) || error.problem === null) return error
  const { errors, detail, ...rest } = error.problem
  const told = { ...rest, detail: translated(detail).replace('tau', 'τ'), errors: [] }
  return new ServiceProblem(told.detail, told)
}

/** The fields that are to blame for a refusal, by their names. */
export function fieldsAtFault(error: unknown): ReadonlySet<string> {
  if (error instanceof NotANumber) return new Set([error.field])
  const errors = error instanceof ServiceProblem ? (error.problem?.errors ?? []) : []
  return new Set(errors.map(({ path }) => translated(path).split('/').at(-1)!))
}

function translated(text: string): string {
  const told = LIGAND_FIELDS.reduce((before, [path, field]) => before.replaceAll(path, field), text)
  return told.replace(/^\/parameters\/|^\/target\/parameters\//, '')
}
