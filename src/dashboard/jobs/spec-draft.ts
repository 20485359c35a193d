import { jsonFault } from './json-fault.ts'

/** A spec that is being written: what was understood of it, or what is wrong. */
export type SpecDraft =
  | { readonly spec: Readonly<Record<string, unknown>>; readonly fault: null }
  | { readonly spec: null; readonly fault: { readonly offset: number; readonly message: string } }

/** Reads a text as a spec. */
export function readSpec(text: string): SpecDraft {
  const fault = jsonFault(text)
  if (fault !== null) {
    const { offset, line, column, message } = fault
    return { spec: null, fault: { offset, message: `Line ${line}, column ${column}: ${message}.` } }
  }
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return { spec: value as Record<string, unknown>, fault: null }
  }
  return { spec: null, fault: { offset: 0, message: 'A spec is an object: its fields stand in braces.' } }
}

/** The spec of a job with the seed that it had, after its kind, so that it gives the same result. */
export function withSeed(spec: Readonly<Record<string, unknown>>, seed: number): Record<string, unknown> {
  const { kind, seed: _, ...rest } = spec
  return { kind, seed, ...rest }
}
