import type { ScaleKind } from './scale.ts'

/** Says that some values have no place on a logarithmic axis. */
export function missingOnLog(kind: ScaleKind, name: string, values: ArrayLike<number>): string[] {
  if (kind === 'linear') return []
  for (let i = 0; i < values.length; i++) {
    if (values[i]! <= 0) return [`Not shown: ${name} = 0, which a logarithmic axis does not have.`]
  }
  return []
}
