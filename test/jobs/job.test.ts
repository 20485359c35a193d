import { describe, expect, test } from 'vitest'
import { isFinal, JOB_STATUSES, type JobStatus, mayBecome } from '../../src/jobs/job.ts'

describe('the states of a job', () => {
  const allowed: [JobStatus, JobStatus][] = [
    ['queued', 'running'],
    ['queued', 'cancelled'],
    ['running', 'queued'],
    ['running', 'succeeded'],
    ['running', 'failed'],
    ['running', 'cancelled'],
  ]

  test.each(JOB_STATUSES.flatMap((from) => JOB_STATUSES.map((to) => [from, to] as const)))(
    'lead from %s to %s only where the contract says so',
    (from, to) => {
      expect(mayBecome(from, to)).toBe(allowed.some(([a, b]) => a === from && b === to))
    },
  )

  test('are final exactly where nothing follows', () => {
    expect(JOB_STATUSES.filter(isFinal)).toEqual(['succeeded', 'failed', 'cancelled'])
    for (const status of JOB_STATUSES)
      expect(isFinal(status)).toBe(!JOB_STATUSES.some((next) => mayBecome(status, next)))
  })
})
