import { Type } from 'typebox'
import {
  DigitAttackResult,
  FewCoordinateDigitsResult,
  MinimalDigitsResult,
  RandomDigitsResult,
} from './digit-results.ts'
import { NormsSchema } from './norms.ts'

const Numbers = Type.Array(Type.Number())
const Certificate = {
  minimumOutput: Type.Number(),
  bindingTime: Type.Union([Type.Number(), Type.Null()], {
    description: 'Where all free ligands then sit, in s; null for a mere bound',
  }),
  crossable: Type.Boolean(),
}
const Outcome = Type.Enum(['crossed', 'converged', 'exhausted'])

/** The certificate of a population; see the glossary. */
export const PopulationCertificateSchema = Type.Object(
  {
    ...Certificate,
    exact: Type.Boolean({ description: 'Whether an attack attains the minima; else they are lower bounds' }),
    output: Type.Literal('binned', { description: 'Which output the two numbers above are for' }),
    unbinned: Type.Object(Certificate),
  },
  {
    $id: 'PopulationCertificate',
    description: 'What no attack can go below that keeps the free ligands below the critical binding time',
  },
)

export const GradientDescentResult = Type.Object(
  {
    outcome: Outcome,
    iterations: Type.Integer(),
    output: Type.Object({ initial: Type.Number(), final: Type.Number() }),
    certificate: PopulationCertificateSchema,
    histogram: Type.Object({
      binWidth: Type.Number({ description: 's' }),
      initialCounts: Numbers,
      counts: Numbers,
    }),
    trajectory: Type.Object({ iteration: Numbers, output: Numbers }),
    control: Type.Object(
      { output: Type.Number(), responds: Type.Boolean() },
      { description: 'Every ligand moved as far as by the attack, but up or down by a coin' },
    ),
    regime: Type.Enum(['critical-point', 'no-critical-point']),
    escape: Type.Enum(['finite', 'exponential', 'algebraic']),
    picture: Type.Union([Type.Object({ width: Type.Integer(), height: Type.Integer() }), Type.Null()]),
    snapshots: Type.Array(Type.Integer(), { description: 'Iterations whose binding times were kept' }),
  },
  { $id: 'GradientDescentResult', additionalProperties: false },
)

const perturbation = {
  epsilon: Numbers,
  norm: Type.Enum(['linf', 'l2', 'l0'], { description: 'The norm in which ε is a size' }),
  threshold: Type.Number(),
  coordinates: Type.Enum(['bindingTime', 'quantity']),
  output: Type.Object({ initial: Type.Number(), attacked: Numbers }),
  responds: Type.Object({ initial: Type.Boolean(), attacked: Type.Array(Type.Boolean()) }),
  norms: Type.Array(NormsSchema),
  control: Type.Object(
    { draws: Type.Integer(), output: Numbers, least: Numbers, responds: Type.Array(Type.Boolean()) },
    { description: 'Random noise of the same size in the same norm: mean and least output over the draws' },
  ),
  certificate: Type.Object(
    {
      minimumOutput: Numbers,
      crossable: Type.Array(Type.Boolean()),
      exact: Type.Boolean({ description: 'Whether some perturbation attains it; else it is a lower bound' }),
    },
    {
      description:
        'An output that no perturbation within ε goes below, one an ε: for l2 that of linf, for l0 that of all ligands anywhere within the bounds',
    },
  ),
}

export const PerturbationResult = Type.Object(perturbation, {
  $id: 'PerturbationResult',
  additionalProperties: false,
})

export const MinimalResult = Type.Object(
  {
    ...perturbation,
    epsilon: Type.Array(Type.Number(), {
      minItems: 1,
      maxItems: 1,
      description:
        'Size of the smallest perturbation found that silences the cell, an upper bound of the least there is; where none was found, of the one that took the output the lowest',
    }),
    found: Type.Boolean({ description: 'Whether it silences the cell' }),
  },
  { $id: 'MinimalResult', additionalProperties: false },
)

export const FewCoordinateResult = Type.Object(
  {
    ...perturbation,
    fewest: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description:
        'The least number of ligands, up to the largest ε, at which this attack silences the cell; null where it does not',
    }),
  },
  { $id: 'FewCoordinateResult', additionalProperties: false },
)

export const RandomResult = Type.Object(
  {
    ...perturbation,
    noise: Type.Object(
      {
        draws: Type.Integer(),
        mean: Numbers,
        least: Numbers,
        silenced: Type.Array(Type.Number({ minimum: 0, maximum: 1 }), {
          description: 'Share of the draws that silence the cell',
        }),
      },
      { description: 'Outputs over the draws, one an ε; the attacked mixture is the draw with the least' },
    ),
  },
  { $id: 'RandomResult', additionalProperties: false },
)

/** A ligand of a panel, and how many of them. */
export const CocktailLigandSchema = Type.Object(
  { name: Type.String(), bindingTime: Type.Number({ description: 's' }), quantity: Type.Number() },
  { $id: 'CocktailLigand' },
)

export const CocktailResult = Type.Object(
  {
    threshold: Type.Number(),
    criticalBindingTime: Type.Number({ description: 's' }),
    agonists: Type.Array(Type.Object({ bindingTime: Type.Number(), quantity: Type.Number() })),
    budget: Type.Object({ total: Type.Number(), kinds: Type.Integer() }),
    panel: Type.Array(Type.Object({ name: Type.String(), bindingTime: Type.Number() }), {
      description: 'What the cocktail could be made of',
    }),
    cocktail: Type.Array(CocktailLigandSchema, { description: 'The worst one found, the most first' }),
    output: Type.Object({ initial: Type.Number(), attacked: Type.Number() }),
    responds: Type.Object({ initial: Type.Boolean(), attacked: Type.Boolean() }),
    control: Type.Object(
      {
        draws: Type.Integer(),
        output: Type.Number(),
        least: Type.Number(),
        responds: Type.Boolean(),
      },
      { description: 'Random cocktails of as many ligands and kinds: mean and least output over the draws' },
    ),
    certificate: Type.Object(
      { minimumOutput: Type.Number(), crossable: Type.Boolean(), exact: Type.Boolean() },
      { description: 'What no cocktail within the budget goes below' },
    ),
    fewest: Type.Union(
      [
        Type.Object({
          name: Type.String(),
          bindingTime: Type.Number(),
          quantity: Type.Number(),
          atLeast: Type.Number({
            description: 'No cocktail of fewer ligands than this, of one kind or many, silences the cell',
          }),
        }),
        Type.Null(),
      ],
      {
        description:
          'The fewest ligands of one kind that silence the cell; null where the budget is not enough',
      },
    ),
  },
  { $id: 'CocktailResult', additionalProperties: false },
)

/** The result of an attack; which one, the job's kind says. */
export const AttackResult = Type.Union(
  [
    GradientDescentResult,
    PerturbationResult,
    MinimalResult,
    FewCoordinateResult,
    RandomResult,
    CocktailResult,
    DigitAttackResult,
    MinimalDigitsResult,
    FewCoordinateDigitsResult,
    RandomDigitsResult,
  ],
  { $id: 'AttackResult' },
)
