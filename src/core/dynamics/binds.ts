import type { Mixture } from '../cells/mixture.ts'

/** Whether ligands of a kind are ever bound: there are some, and 1/τ, at which they leave, is a number. */
export function binds({ bindingTimes, quantities }: Mixture, kind: number): boolean {
  return quantities[kind]! > 0 && Number.isFinite(1 / bindingTimes[kind]!)
}
