import { InvalidInput } from '../errors.ts'

/** One kind of ligand: how long it stays bound (s), and how many there are. */
export interface Ligand {
  readonly bindingTime: number
  readonly quantity: number
}

/**
 * What a cell sees: `quantities[i]` ligands that stay bound for `bindingTimes[i]` seconds each.
 * Two arrays of the same length, one entry a kind of ligand.
 */
export interface Mixture {
  readonly bindingTimes: Float64Array
  readonly quantities: Float64Array
}

/**
 * Refuses a mixture that is not one: lengths that differ, no kind of ligand, or a binding time or quantity that
 * is negative or not finite. Throws `InvalidInput`, its path relative to the mixture.
 */
export function checkMixture({ bindingTimes, quantities }: Mixture): void {
  if (bindingTimes.length !== quantities.length) {
    throw new InvalidInput(
      'mixture-lengths',
      '',
      `${bindingTimes.length} binding times but ${quantities.length} quantities`,
    )
  }
  if (bindingTimes.length === 0)
    throw new InvalidInput('empty-mixture', '/ligands', 'a mixture needs a kind of ligand')
  for (let i = 0; i < bindingTimes.length; i++) {
    // Paths are put together only where one is needed: this stands before every output of an attack.
    if (!isNonNegative(bindingTimes[i]!))
      checkNonNegative(bindingTimes[i]!, `/ligands/${i}/bindingTime`, 'a binding time')
    if (!isNonNegative(quantities[i]!))
      checkNonNegative(quantities[i]!, `/ligands/${i}/quantity`, 'a quantity')
  }
}

function isNonNegative(value: number): boolean {
  return Number.isFinite(value) && value >= 0
}

/** Refuses a number that is negative or not finite; `what` names it in the message. */
export function checkNonNegative(value: number, path: string, what: string): void {
  if (!isNonNegative(value)) {
    throw new InvalidInput('not-a-quantity', path, `${what} is a finite number of at least 0, not ${value}`)
  }
}
