import { InvalidInput } from '../errors.ts'

function refuse(field: string, message: string): never {
  throw new InvalidInput('parameter-out-of-range', `/${field}`, message)
}

/** Refuses a parameter that is not a finite number above 0; throws `InvalidInput` at `/field`. */
export function checkPositive(parameters: object, ...fields: string[]): void {
  for (const field of fields) {
    const value = (parameters as Record<string, number>)[field]!
    if (!(value > 0 && Number.isFinite(value))) refuse(field, `${field} is a number above 0, not ${value}`)
  }
}

/** Refuses a parameter that is not a finite number of at least `least`. */
export function checkAtLeast(parameters: object, least: number, ...fields: string[]): void {
  for (const field of fields) {
    const value = (parameters as Record<string, number>)[field]!
    if (value >= least && Number.isFinite(value)) continue
    refuse(field, `${field} is a number of at least ${least}, not ${value}`)
  }
}

/** Refuses a parameter that is not a whole number from `least` to `most`; `why` is put after what was given. */
export function checkWhole(
  parameters: object,
  field: string,
  least: number,
  most: number,
  why: string,
): void {
  const value = (parameters as Record<string, number>)[field]!
  if (Number.isInteger(value) && value >= least && value <= most) return
  refuse(field, `${field} is a whole number from ${least} to ${most} (${why}), not ${value}`)
}
