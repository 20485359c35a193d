import { Type } from 'typebox'

const Numbers = Type.Array(Type.Number())
const Certificate = {
  minimumOutput: Type.Number(),
  bindingTime: Type.Number({ description: 'Where all free ligands then sit, in s' }),
  crossable: Type.Boolean(),
}
const Outcome = Type.Enum(['crossed', 'converged', 'exhausted'])

/** Sizes of a perturbation. */
export const NormsSchema = Type.Object(
  { linf: Type.Number(), l2: Type.Number(), l0: Type.Integer() },
  { $id: 'Norms' },
)

/** The certificate of a population; see the glossary. */
export const PopulationCertificateSchema = Type.Object(
  {
    ...Certificate,
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
    certificate: Type.Union([PopulationCertificateSchema, Type.Null()]),
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

export const PerturbationResult = Type.Object(
  {
    epsilon: Numbers,
    threshold: Type.Number(),
    coordinates: Type.Enum(['bindingTime', 'quantity']),
    output: Type.Object({ initial: Type.Number(), attacked: Numbers }),
    responds: Type.Object({ initial: Type.Boolean(), attacked: Type.Array(Type.Boolean()) }),
    norms: Type.Array(NormsSchema),
    control: Type.Object(
      { draws: Type.Integer(), output: Numbers, least: Numbers, responds: Type.Array(Type.Boolean()) },
      { description: 'Random signs of the same size: mean and least output over the draws' },
    ),
    certificate: Type.Union(
      [Type.Object({ minimumOutput: Numbers, crossable: Type.Array(Type.Boolean()) }), Type.Null()],
      { description: 'The least output within ε of the start, one an ε' },
    ),
  },
  { $id: 'PerturbationResult', additionalProperties: false },
)

/** The result of an attack; which one, the job's kind says. */
export const AttackResult = Type.Union([GradientDescentResult, PerturbationResult], { $id: 'AttackResult' })
