/** What a new job has whose owner, cost and trace do not matter. */
export const ANYONES = { owner: null, cost: 1, traceparent: null } as const
