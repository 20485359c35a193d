import {
  COCKTAIL_DEFAULTS,
  type Cocktail,
  CocktailProblem,
  randomCocktail,
  worstCocktail,
} from '../../core/attacks/cocktail.ts'
import { CONTROL_STREAM } from '../../core/attacks/descent-control.ts'
import { fewestLigands } from '../../core/attacks/fewest-ligands.ts'
import { VALUES_PER_LINE } from '../../core/attacks/least-between.ts'
import { controlDraws } from '../../core/attacks/perturbation-report.ts'
import { checkAgonist } from '../../core/cells/agonist.ts'
import { InvalidInput } from '../../core/errors.ts'
import { leastAndMean } from '../../core/numerics/least-and-mean.ts'
import { randomStream } from '../../core/numerics/random.ts'
import { PANELS, type PanelLigand } from '../../core/populations/panel.ts'
import type { WholeKind } from '../kind.ts'
import { PER_LISTED_LIGAND, ROOM } from '../memory.ts'
import { mixtureOf } from '../mixtures.ts'
import { buildCell } from '../models.ts'
import { at } from '../paths.ts'
import { CocktailSpec } from '../specs/cocktail.ts'

export const cocktailKind: WholeKind<CocktailSpec> = {
  name: 'cocktail',
  type: 'attack',
  title: 'The worst cocktail of a panel’s ligands against a given agonist',
  source:
    'After arXiv:1807.04270, section III; pairwise Frank–Wolfe steps: Lacoste-Julien, Jaggi, arXiv:1511.05932',
  spec: CocktailSpec,
  costFormula: `${VALUES_PER_LINE} × kinds² × kinds of the panel × kinds of ligand in all`,
  memoryFormula: `${ROOM} + ${PER_LISTED_LIGAND} × kinds of ligand in all`,
  memory: (spec) => ROOM + PER_LISTED_LIGAND * (panelOf(spec).length + spec.agonists.length),
  cost: (spec) => {
    const size = panelOf(spec).length
    const kinds = Math.min(size, spec.budget.kinds ?? size)
    return VALUES_PER_LINE * kinds ** 2 * size * (size + spec.agonists.length)
  },
  check(spec) {
    const { problem, model, fixed, taus } = prepare(spec, () => false)
    at('/agonists', () => model.output(fixed))
    // What is too large to represent shows where there is the most of the longest.
    const full = new Float64Array(problem.kinds)
    full[taus.indexOf(taus.reduce((a, b) => Math.max(a, b)))] = spec.budget.total
    at('/budget/total', () => problem.output(full))
  },
  *run(spec, { seed, shouldStop }) {
    const { problem, model, fixed, ligands, taus, kinds } = prepare(spec, shouldStop)
    const { total } = spec.budget
    const initial = problem.output(new Float64Array(ligands.length))
    const worst = worstCocktail(problem, { total, kinds })
    const draws = controlDraws(ligands.length)
    const random = randomStream(seed, CONTROL_STREAM)
    const used = Math.max(1, worst.quantities.filter((quantity) => quantity > 0).length)
    const control = leastAndMean(
      Array.from(
        { length: draws },
        () => randomCocktail(problem, sum(worst.quantities), used, random).output,
      ),
    )
    const minimumOutput = model.certificates.ofCocktail(fixed, total, taus)
    const fewest = fewestLigands(model, fixed, taus, total, shouldStop)
    const cocktail = listed(worst, ligands)
    const summary = {
      threshold: model.threshold,
      criticalBindingTime: model.criticalBindingTime,
      agonists: spec.agonists,
      budget: { total, kinds: spec.budget.kinds ?? ligands.length },
      panel: ligands,
      cocktail,
      output: { initial, attacked: worst.output },
      responds: { initial: initial > model.threshold, attacked: worst.output > model.threshold },
      control: {
        draws,
        output: control.mean,
        least: control.least,
        responds: control.mean > model.threshold,
      },
      certificate: {
        minimumOutput,
        crossable: minimumOutput <= model.threshold,
        exact: model.certificates.exact,
      },
      fewest: fewest && { ...ligands[fewest.kind]!, quantity: fewest.quantity, atLeast: fewest.atLeast },
    }
    const message = `output ${initial.toPrecision(7)} before, ${worst.output.toPrecision(7)} with ${cocktail.length} kinds; no cocktail goes below ${minimumOutput.toPrecision(7)}`
    yield { type: 'frame', data: { cocktail, output: worst.output }, fraction: 1, message }
    return { summary, arrays: {}, message }
  },
}

function panelOf({ panel }: CocktailSpec): readonly PanelLigand[] {
  return typeof panel === 'string' ? PANELS.find(({ name }) => name === panel)!.ligands : panel
}

function prepare(spec: CocktailSpec, shouldStop: () => boolean) {
  const model = buildCell(spec.target)
  const fixed = mixtureOf(spec.agonists)
  at('/agonists', () => checkAgonist(model, fixed.bindingTimes, fixed.quantities))
  const below = spec.onlyBelowCritical ?? COCKTAIL_DEFAULTS.onlyBelowCritical
  const ligands = panelOf(spec).filter(({ bindingTime }) => !below || bindingTime < model.criticalBindingTime)
  checkNames(panelOf(spec))
  if (ligands.length === 0) {
    throw new InvalidInput(
      'empty-panel',
      '/panel',
      `no ligand of the panel binds for less than the critical ${model.criticalBindingTime} s`,
    )
  }
  const taus = Float64Array.from(ligands, ({ bindingTime }) => bindingTime)
  const kinds = Math.min(ligands.length, spec.budget.kinds ?? ligands.length)
  return { model, fixed, ligands, taus, kinds, problem: new CocktailProblem(model, fixed, taus, shouldStop) }
}

function checkNames(panel: readonly PanelLigand[]): void {
  const seen = new Set<string>()
  for (const [i, { name }] of panel.entries()) {
    if (seen.has(name)) {
      throw new InvalidInput('same-name', `/panel/${i}/name`, `the panel has two ligands named “${name}”`)
    }
    seen.add(name)
  }
}

/** What the cocktail is made of, the most first. */
function listed({ quantities }: Cocktail, ligands: readonly PanelLigand[]) {
  return ligands
    .map((ligand, kind) => ({ ...ligand, quantity: quantities[kind]! }))
    .filter(({ quantity }) => quantity > 0)
    .sort((a, b) => b.quantity - a.quantity)
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
