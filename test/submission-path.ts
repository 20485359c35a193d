import { KINDS } from '../src/jobs/kinds.ts'

/** Where bodies of this kind are submitted; those of no kind go where attacks go. */
export function submissionPath(body: unknown): string {
  const { kind } = body as { kind?: unknown }
  return `/v1/${KINDS.find(({ name }) => name === kind)?.type ?? 'attack'}s`
}
