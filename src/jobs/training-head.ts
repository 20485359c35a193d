import type { ClassifierHead } from './classifier.ts'
import { kindFor } from './kinds.ts'

/** What a training of this spec will make, before it has. Throws for a spec that is no training's. */
export function headOfTraining(spec: Readonly<Record<string, unknown>>, name: string): ClassifierHead {
  const kind = kindFor(String(spec.kind), spec)
  if (kind.shape === undefined) throw new Error(`${kind.name} trains no classifier`)
  return { name, ...kind.shape(spec) }
}
