import { type TObject, Type } from 'typebox'
import { MixtureLigand } from '../../jobs/specs/ligands.ts'
import { strict } from '../../jobs/specs/schema.ts'

/** The body of `evaluate` for a model with these parameters. */
export function evaluateBody(name: string, parameters: TObject) {
  return Type.Object(
    {
      // What has a default may be left out, and where all have one, so may the whole.
      parameters: parameters.required?.length ? parameters : Type.Optional(parameters),
      mixtures: Type.Array(
        Type.Object(
          { ligands: Type.Array(MixtureLigand, { minItems: 1, maxItems: 100_000 }) },
          { $id: 'Mixture', ...strict },
        ),
        { minItems: 1, maxItems: 10_000 },
      ),
      gradient: Type.Optional(Type.Boolean({ default: false })),
    },
    { $id: `Evaluate-${name}`, ...strict },
  )
}

export const EvaluateAnswer = Type.Object(
  {
    outputs: Type.Array(Type.Number(), { description: 'One a mixture' }),
    threshold: Type.Number({ description: 'The cell responds iff its output is above it' }),
    responds: Type.Array(Type.Boolean()),
    gradients: Type.Optional(
      Type.Array(
        Type.Object({
          bindingTime: Type.Array(Type.Number(), { description: 'd output/dτ of each ligand, per s' }),
          quantity: Type.Array(Type.Number(), { description: 'd output/dL of each ligand' }),
        }),
      ),
    ),
  },
  { $id: 'Evaluation' },
)
