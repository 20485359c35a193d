import { Type } from 'typebox'
import { CellTarget, Seed } from './cell.ts'
import { MixtureLigand } from './ligands.ts'
import { strict } from './schema.ts'

/** Ligands that no attack changes. */
export const FixedLigands = Type.Array(MixtureLigand, {
  minItems: 1,
  maxItems: 1000,
  description: 'Ligands that stay as they are',
})

/** Certificate: the least output that free ligands can bring about. */
export const CertificateSpec = Type.Object(
  {
    kind: Type.Literal('certificate'),
    seed: Type.Optional(Seed),
    target: CellTarget,
    agonists: FixedLigands,
    free: Type.Object(
      {
        count: Type.Integer({
          minimum: 0,
          maximum: 1_000_000_000,
          description: 'Ligands that may take any binding times below the critical one',
        }),
      },
      strict,
    ),
    binWidth: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1e6,
        description:
          'When given, also for the output with every ligand at the centre of its bin of this width, in s',
      }),
    ),
  },
  { $id: 'CertificateSpec', ...strict },
)
export type CertificateSpec = Type.Static<typeof CertificateSpec>
