import type { NewJob } from '../src/jobs/store.ts'

/** What a new job has whose owner, cost and trace do not matter. */
export const ANYONES = { owner: null, cost: 1, urgency: 3, traceparent: null } as const

/** A new job that asks for next to nothing, but for what is said of it. */
export function newJob(id: string, change: Partial<NewJob> = {}): NewJob {
  return {
    ...ANYONES,
    id,
    type: 'attack',
    kind: 'fgsm',
    seed: 1,
    spec: {},
    createdAt: '2026-01-01T00:00:00.000Z',
    needs: [],
    makes: null,
    ...change,
  }
}
