import { Type } from 'typebox'
import { QUANTILE_LEVELS } from '../../core/analyses/sample-statistics.ts'

const Numbers = Type.Array(Type.Number())
const PerTime = Type.Array(Type.Number(), { description: 'One for each time' })
const Rate = Type.Number({ minimum: 0, maximum: 1 })
const Times = Type.Array(Type.Number(), { description: 's' })
const StochasticAlgorithm = Type.Enum(['exact', 'tau-leaping'])

const Condition = Type.Object(
  {
    bindingTime: Type.Number({ description: 's' }),
    quantity: Type.Integer(),
    shouldRespond: Type.Boolean({
      description:
        'Whether a cell should respond: whether there is a ligand that binds longer than the critical time',
    }),
    algorithm: StochasticAlgorithm,
    mean: PerTime,
    standardDeviation: PerTime,
    quantiles: Type.Object(Object.fromEntries(QUANTILE_LEVELS.map((level) => [String(level), PerTime])), {
      additionalProperties: false,
      description: 'By level',
    }),
    respondingFraction: Type.Array(Rate, {
      description: 'Share of the cells above the threshold, for each time',
    }),
    histogram: Type.Object(
      { edges: Numbers, counts: Type.Array(Type.Integer()) },
      { description: 'Of the last time; one edge more than counts' },
    ),
    steady: Type.Number({ description: 'The output of the cell without noise, at steady state' }),
  },
  { $id: 'EnsembleCondition', additionalProperties: false },
)

const Decisions = Type.Object(
  {
    falsePositiveRate: Rate,
    falseNegativeRate: Rate,
    errorRate: Type.Number({ minimum: 0, maximum: 1, description: 'The mean of the two' }),
    best: Type.Object(
      { threshold: Type.Number(), errorRate: Rate },
      { description: 'The threshold that would make the fewest errors' },
    ),
  },
  { $id: 'EnsembleDecisions', additionalProperties: false },
)

const Roc = Type.Object(
  {
    falsePositiveRate: Numbers,
    truePositiveRate: Numbers,
    area: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'Probability that an agonist’s output is above a non-agonist’s, ties counted half',
    }),
  },
  {
    $id: 'RocCurve',
    additionalProperties: false,
    description: 'At most 1 000 points, from (0, 0) to (1, 1)',
  },
)

const Information = Type.Object(
  {
    bits: Type.Number({ description: 'Bias-corrected: a little below 0 at times where there is none' }),
    control: Type.Number({ description: 'The same with binding times permuted' }),
    upperBound: Type.Number({ description: 'log2 of the number of binding times' }),
    binCount: Type.Integer(),
  },
  {
    $id: 'MutualInformation',
    additionalProperties: false,
    description:
      'Between binding time and output where the quantity is unknown, all conditions being equally likely',
  },
)

export const EnsembleResult = Type.Object(
  {
    threshold: Type.Number({ description: 'A cell responds iff its output is above it' }),
    criticalBindingTime: Type.Number({ description: 's' }),
    algorithm: Type.Enum(['exact', 'tau-leaping', 'mixed'], { description: 'mixed: see the conditions' }),
    receptors: Type.Integer({ description: 'R to the nearest whole number' }),
    replicates: Type.Integer({ description: 'Cells under each condition' }),
    time: Times,
    conditions: Type.Array(Condition),
    decisions: Type.Union([Decisions, Type.Null()], {
      description: 'At the last time; null where no cell should respond, or all should',
    }),
    roc: Type.Union([Roc, Type.Null()], { description: 'At the last time; null where decisions is' }),
    mutualInformation: Type.Union([Information, Type.Null()], {
      description: 'At the last time; null for one binding time',
    }),
  },
  { $id: 'EnsembleResult', additionalProperties: false },
)

export const EnsembleFrameSchema = Type.Object(
  {
    condition: Type.Integer({ minimum: 0, description: 'Counted from 0, as in the result' }),
    replicates: Type.Object({ from: Type.Integer({ minimum: 0 }), to: Type.Integer({ minimum: 1 }) }),
    time: Times,
    mean: PerTime,
    standardDeviation: Type.Array(Type.Union([Type.Number(), Type.Null()]), {
      description: 'One for each time; null of one cell',
    }),
  },
  {
    $id: 'EnsembleFrame',
    additionalProperties: false,
    description: 'Outputs of cells [from, to) under one condition; of many times some are left out',
  },
)
