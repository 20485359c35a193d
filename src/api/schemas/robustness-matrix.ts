import { Type } from 'typebox'
import { FINDINGS } from '../../jobs/kinds/robustness-matrix/findings.ts'
import { PORTRAIT_RADIUS, PORTRAYED } from '../../jobs/kinds/robustness-matrix/portraits.ts'
import { MATRIX_ATTACKS } from '../../jobs/specs/robustness-matrix.ts'
import { flatnessFields, Nullable } from './landscapes.ts'

const AttackName = Type.Enum([...MATRIX_ATTACKS])
const AttackNorm = Type.Enum(['linf', 'l2', 'l0'], { description: 'The norm in which ε is a size' })
const Label = Type.String({ description: 'Of the target: its own, or that of its model or classifier' })
const Share = (description: string) => Type.Number({ minimum: 0, maximum: 1, description })

/** What became of the inputs of one target under one attack. */
const MatrixEntry = Type.Object(
  {
    epsilon: Type.Number({
      description:
        'Size of the attack: of a cell in s (binding times) or ligands (quantities), of a network in pixel values; in l0 a number of coordinates',
    }),
    norm: AttackNorm,
    clean: Share('That responds before: of a network, images that it tells rightly'),
    attacked: Share('That responds after the attack'),
    control: Share('That responds, in the mean, under random noise of the same size in the same norm'),
    certified: Share(
      'Of which it is certain that no perturbation of this size silences them: a lower bound of what any attack leaves',
    ),
    marginLeft: Nullable(
      Type.Number({
        description:
          'Median, over the inputs that respond before, of (output − threshold) after over before: below 0 most are silenced; null where none responds',
      }),
    ),
  },
  { $id: 'MatrixEntry', additionalProperties: false, description: 'Shares of the inputs of a target' },
)

/** The landscape of a target; numbers are medians. */
const portrait = {
  regime: Nullable(
    Type.Enum(['critical-point', 'no-critical-point'], {
      description:
        'Whether the gradient has a critical point where coordinates are at their lower bounds, as flatness tells it, of the first input that responds; null where none does',
    }),
  ),
  vanishing: Nullable(flatnessFields.vanishing),
  relativeChange: Nullable(
    Type.Number({
      minimum: 0,
      description: `By how much a random step of ${PORTRAIT_RADIUS} of the input’s length changes the output, as a share of the margin`,
    }),
  ),
  boundary: flatnessFields.boundary,
  steepening: flatnessFields.steepening,
}
const PORTRAIT = `Medians over up to ${PORTRAYED} inputs that respond, those without a number left out`

const MatrixFinding = Type.Object(
  { code: Type.Enum([...FINDINGS]), message: Type.String() },
  { $id: 'MatrixFinding', additionalProperties: false },
)

export const RobustnessMatrixResult = Type.Object(
  {
    attacks: Type.Array(
      Type.Object({
        name: AttackName,
        norm: AttackNorm,
        followsGradients: Type.Boolean({
          description: 'Of the target itself, so that it may be misled where they vanish',
        }),
      }),
      { description: 'A row each' },
    ),
    targets: Type.Array(
      Type.Object(
        {
          label: Label,
          subject: Type.Enum(['cell', 'digits']),
          inputs: Type.Integer({ description: 'Mixtures or images that were attacked' }),
          ...portrait,
          findings: Type.Array(MatrixFinding, {
            description:
              'What the entries say together: whether attacks by gradients can judge this target, and what sort of attack it falls to; empty where none was made. An attack works where it silences at least half of the inputs that responded',
          }),
        },
        { description: PORTRAIT },
      ),
      { description: 'A column each' },
    ),
    entries: Type.Array(Type.Array(Nullable(MatrixEntry)), {
      description: 'For each attack, one for each target; null where it is not made on such a one',
    }),
  },
  { $id: 'RobustnessMatrixResult', additionalProperties: false },
)

const MatrixEntryFrame = Type.Object(
  { target: Label, attack: AttackName, entry: Nullable(MatrixEntry) },
  { $id: 'MatrixEntryFrame', additionalProperties: false, description: 'An attack was made on a target' },
)

const MatrixPortraitFrame = Type.Object(
  { target: Label, portrait: Type.Object(portrait, { description: PORTRAIT, additionalProperties: false }) },
  {
    $id: 'MatrixPortraitFrame',
    additionalProperties: false,
    description: 'The landscape of a target was looked at',
  },
)

export const RobustnessMatrixFrameSchema = Type.Union([MatrixEntryFrame, MatrixPortraitFrame], {
  $id: 'RobustnessMatrixFrame',
})
