import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FrameHistory } from '../../src/dashboard/live/frame-history.ts'

const moment = (iteration: number) => ({ iteration, output: 1 / (iteration + 1), counts: [iteration] })

function historyOf(iterations: Iterable<number>, pictured = (_: number) => false): FrameHistory {
  const history = new FrameHistory()
  for (const k of iterations) history.add(moment(k), pictured(k) ? `picture of ${k}` : undefined)
  return history
}

function* upTo(count: number): Generator<number> {
  for (let k = 0; k < count; k++) yield k
}

describe('the history of a descent', () => {
  test('keeps all while there are few', () => {
    const { moments } = historyOf(upTo(2000))
    expect(moments.map(({ iteration }) => iteration)).toEqual([...upTo(2000)])
  })

  test('stays bounded over a million iterations, even in log k, with the first and the newest', () => {
    const history = historyOf(upTo(1_000_000), (k) => k % 100 === 0)
    const { moments, pictures } = history
    for (const [kept, most] of [
      [moments, 2000],
      [pictures, 128],
    ] as const) {
      expect(kept.length).toBeGreaterThan(most / 4)
      expect(kept.length).toBeLessThanOrEqual(most)
      expect(kept[0]!.iteration).toBe(0)
    }
    expect(moments.at(-1)!.iteration).toBe(999_999)
    // The beginning is whole; then no gap is wider than two steps of some hundredths in log k.
    expect(moments.slice(0, 50).map(({ iteration }) => iteration)).toEqual([...upTo(50)])
    const gaps = moments
      .slice(1)
      .map(({ iteration }, i) => Math.log((iteration + 1) / (moments[i]!.iteration + 1)))
    expect(Math.max(...gaps.slice(100))).toBeLessThan(0.03)
  })

  test('is in order whatever comes, and finds the last moment up to an iteration', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { minLength: 1 }), fc.nat(300), (iterations, sought) => {
        const history = historyOf(iterations)
        const kept = history.moments.map(({ iteration }) => iteration)
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b))
        expect(kept.at(-1)).toBe(iterations.at(-1))
        expect(history.at(sought)!.iteration).toBe(kept.filter((k) => k <= sought).at(-1) ?? kept[0])
      }),
    )
  })

  test('takes what a descent repeats after a restart in place of what it had', () => {
    const history = historyOf([0, 1, 2, 3, 4, 5], () => true)
    history.add({ ...moment(3), output: 7 })
    expect(history.moments.map(({ iteration, output }) => [iteration, output])).toEqual([
      [0, 1],
      [1, 1 / 2],
      [2, 1 / 3],
      [3, 7],
    ])
    expect(history.pictureAt(9)).toEqual({ iteration: 5, bytes: 'picture of 5' })
  })

  test('goes on from what was kept of it', () => {
    const { moments, pictures } = historyOf([0, 5, 9], () => true)
    const history = new FrameHistory(moments, pictures)
    history.add(moment(12))
    expect(history.moments.map(({ iteration }) => iteration)).toEqual([0, 5, 9, 12])
    expect(history.pictureAt(7)).toEqual({ iteration: 5, bytes: 'picture of 5' })
    expect(moments).toHaveLength(3)
  })
})
