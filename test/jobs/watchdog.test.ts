import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Watchdog } from '../../src/jobs/watchdog.ts'
import type { WorkerFault } from '../../src/jobs/worker-fault.ts'
import { REQUEST, WorkerControl } from '../../src/jobs/worker-protocol.ts'

const PATIENCE_MS = 10_000

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function watched() {
  const dog = new Watchdog(PATIENCE_MS)
  const control = new WorkerControl(WorkerControl.create())
  const bites: WorkerFault[] = []
  const unwatch = dog.watch(control, (fault) => bites.push(fault))
  return { dog, control, bites, unwatch }
}

test('a worker that looks now and then is left alone', () => {
  const { control, bites } = watched()
  for (let i = 0; i < 20; i++) {
    expect(control.look()).toBe(REQUEST.none)
    vi.advanceTimersByTime(0.9 * PATIENCE_MS)
  }
  expect(bites).toEqual([])
})

test('a worker that stops looking is told of once, after the patience and soon after it', () => {
  const { control, bites } = watched()
  control.look()
  vi.advanceTimersByTime(PATIENCE_MS)
  expect(bites).toEqual([])
  vi.advanceTimersByTime(0.2 * PATIENCE_MS)
  expect(bites).toMatchObject([{ code: 'worker-hung', message: expect.stringContaining('10 s') }])
  vi.advanceTimersByTime(10 * PATIENCE_MS)
  expect(bites).toHaveLength(1)
})

test('a worker that has ended, and one of a pool that is closed, are not told of', () => {
  const ended = watched()
  ended.unwatch()
  const closed = watched()
  closed.dog.close()
  vi.advanceTimersByTime(10 * PATIENCE_MS)
  expect([ended.bites, closed.bites]).toEqual([[], []])
})
