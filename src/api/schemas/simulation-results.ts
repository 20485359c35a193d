import { Type } from 'typebox'
import {
  DigitCertificateResult,
  DigitFlatnessResult,
  DigitLandscapeResult,
  DigitWalkResult,
} from './digit-analyses.ts'
import { EnsembleResult } from './ensemble.ts'
import { FlatnessResult, LandscapeResult, WalkResult } from './landscapes.ts'
import { RobustnessMatrixResult } from './robustness-matrix.ts'
import { TimeCourseResult } from './time-course.ts'

const Numbers = Type.Array(Type.Number())
const BindingTime = Type.Number({ description: 's' })

export const AntagonismResult = Type.Object(
  {
    threshold: Type.Number(),
    agonist: Type.Object({
      bindingTime: BindingTime,
      quantity: Type.Number(),
      output: Type.Number({ description: 'Of agonists alone: fold changes are relative to it' }),
    }),
    bindingTime: Type.Array(BindingTime, { description: 'Of the antagonists' }),
    quantity: Type.Array(Type.Number(), { description: 'Of the antagonists' }),
    strongest: Type.Array(
      Type.Object({ quantity: Type.Number(), bindingTime: BindingTime, foldChange: Type.Number() }),
      {
        description:
          'For each quantity the least fold change within the range of binding times, refined from the best one of the grid',
      },
    ),
    foldChange: Type.Array(Numbers, { description: 'For each quantity, one for each binding time' }),
  },
  { $id: 'AntagonismResult', additionalProperties: false },
)

const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Threshold = Type.Number({ description: 'The cell responds iff its output is above it' })
const CriticalBindingTime = Type.Number({ description: 's' })
const Axis = (what: string) => Type.Array(Type.Number(), { description: what })

export const DoseResponseResult = Type.Object(
  {
    threshold: Threshold,
    criticalBindingTime: CriticalBindingTime,
    bindingTime: Axis('s'),
    quantity: Axis('Of the ligand that varies'),
    output: Type.Array(Numbers, { description: 'For each binding time, one for each quantity' }),
  },
  { $id: 'DoseResponseResult', additionalProperties: false },
)

/** What the search for critical points finds; also its frame. */
export const criticalPointsFields = {
  stationary: Type.Array(
    Type.Object({
      bindingTime: BindingTime,
      output: Type.Number(),
      type: Type.Enum(['minimum', 'maximum']),
    }),
    {
      description: 'Where the output does not change with τ2; the origin among them where the slope vanishes',
    },
  ),
  inflections: Axis('Binding times in s, ascending'),
  pullAtOrigin: Type.Enum(['vanishes', 'finite', 'diverges', 'none'], {
    description:
      'What the feedback’s pull on a weakly binding ligand does as τ → 0; receptors that it takes from others left out',
  }),
  criticalPointAtOrigin: Type.Boolean({ description: 'Whether that pull vanishes' }),
  regime: Type.Enum(['critical-point', 'no-critical-point'], {
    description:
      'By that pull. With feedback at the last step (m = N) a ligand adds to the output with the same power of τ, and the curve may show neither maximum nor inflection',
  }),
  escape: Type.Enum(['finite', 'exponential', 'algebraic'], {
    description: 'How ligands leave the origin under that pull',
  }),
  strongest: Type.Object(
    { bindingTime: BindingTime, output: Type.Number() },
    { description: 'The least output within the range' },
  ),
}

export const CriticalPointsResult = Type.Object(
  {
    threshold: Threshold,
    criticalBindingTime: CriticalBindingTime,
    agonist: Type.Object({ bindingTime: BindingTime, quantity: Type.Number(), output: Type.Number() }),
    antagonist: Type.Object({ quantity: Type.Number(), upTo: BindingTime }),
    ...criticalPointsFields,
    curve: Type.Object({ bindingTime: Axis('s'), output: Numbers }),
  },
  { $id: 'CriticalPointsResult', additionalProperties: false },
)

export const PhaseDiagramResult = Type.Object(
  {
    diagram: Type.Literal('phase'),
    threshold: Threshold,
    criticalBindingTime: CriticalBindingTime,
    bindingTime: Axis('s'),
    quantity: Axis('Of the ligand that varies'),
    boundary: Type.Array(Nullable(Type.Number()), {
      description:
        'For each quantity the binding time (s) from which the cell responds; null where none within the range is it',
    }),
    output: Type.Array(Numbers, { description: 'For each quantity, one for each binding time' }),
  },
  { $id: 'PhaseDiagramResult', additionalProperties: false },
)

export const BoundarySurfaceResult = Type.Object(
  {
    diagram: Type.Literal('surface'),
    threshold: Threshold,
    criticalBindingTime: CriticalBindingTime,
    antagonist: Type.Object({ bindingTime: BindingTime }),
    bindingTime: Axis('τ1 of the agonist, in s'),
    quantity: Axis('L1 of the agonist'),
    greatestQuantity: Type.Number(),
    antagonistQuantity: Type.Array(Type.Array(Nullable(Type.Number())), {
      description:
        'For each quantity, one for each binding time: the least L2 that silences the cell; 0 where it does not respond anyway, null where none up to the greatest does (Infinity in the float64 array)',
    }),
  },
  { $id: 'BoundarySurfaceResult', additionalProperties: false },
)

const certified = {
  minimumOutput: Type.Number({ description: 'No attack goes below it' }),
  bindingTime: Nullable(
    Type.Number({ description: 'Where all free ligands then sit, in s; null for a mere bound' }),
  ),
  crossable: Type.Boolean({
    description:
      'Whether the minimum is at or below the threshold; false certifies that no attack silences the cell',
  }),
}

/** What a certificate says; also its frame. */
export const certificateFields = {
  ...certified,
  exact: Type.Boolean({ description: 'Whether an attack attains the minimum; else it is a lower bound' }),
  binned: Nullable(
    Type.Object(
      { binWidth: Type.Number({ description: 's' }), ...certified },
      { description: 'For the output with every ligand at the centre of its bin' },
    ),
  ),
}
const reached = { bindingTime: BindingTime, output: Type.Number() }
export const ReachedSchema = Type.Object(reached)

export const CertificateResult = Type.Object(
  {
    threshold: Threshold,
    criticalBindingTime: CriticalBindingTime,
    agonists: Type.Array(Type.Object({ bindingTime: BindingTime, quantity: Type.Number() })),
    freeLigands: Type.Integer(),
    initial: Type.Number({ description: 'Output of the agonists alone' }),
    ...certificateFields,
    reached: Type.Object(
      { ...reached, responds: Type.Boolean() },
      { description: 'The best attack that puts all free ligands in one place' },
    ),
  },
  { $id: 'CertificateResult', additionalProperties: false },
)

/** The result of a simulation; which one, the job's kind says. */
export const SimulationResult = Type.Union(
  [
    DoseResponseResult,
    AntagonismResult,
    CriticalPointsResult,
    PhaseDiagramResult,
    BoundarySurfaceResult,
    CertificateResult,
    LandscapeResult,
    WalkResult,
    FlatnessResult,
    DigitCertificateResult,
    DigitLandscapeResult,
    DigitWalkResult,
    DigitFlatnessResult,
    TimeCourseResult,
    EnsembleResult,
    RobustnessMatrixResult,
  ],
  { $id: 'SimulationResult' },
)
