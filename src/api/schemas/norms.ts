import { Type } from 'typebox'

/** Sizes of a perturbation. */
export const NormsSchema = Type.Object(
  { linf: Type.Number(), l2: Type.Number(), l0: Type.Integer() },
  { $id: 'Norms' },
)
