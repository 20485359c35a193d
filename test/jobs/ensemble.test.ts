import { describe, expect, test } from 'vitest'
import { classifierAmong } from '../../src/jobs/classifier.ts'
import { blockedPlanOf } from '../../src/jobs/kinds/ensemble/blocks.ts'
import { type EnsembleFrame, ensembleKind } from '../../src/jobs/kinds/ensemble.ts'
import type { EnsembleSpec } from '../../src/jobs/specs/ensemble.ts'
import { MOST_FRAME_NUMBERS } from '../../src/jobs/tiles.ts'

const spec = (given: Partial<EnsembleSpec>): EnsembleSpec => ({
  kind: 'ensemble',
  target: { model: 'revised-akpr' },
  ligand: { bindingTime: [3, 10], quantity: [10, 1000] },
  time: [60],
  ...given,
})
const LONG = { bindingTime: [3, 10], quantity: [1000, 2000] }
const setting = { seed: 1, shouldStop: () => false, classifier: classifierAmong([]) }

describe('the blocks of an ensemble', () => {
  test.each<[string, EnsembleSpec, number, number]>([
    ['of little work: one a condition', spec({ time: [0.1], replicates: 10 }), 4, 4],
    ['of some seconds: enough for many workers', spec({ replicates: 100 }), 8, 40],
    ['of hours: some thousands', spec({ time: [20_000], replicates: 10_000 }), 3000, 5000],
    ['of few long cells: one a cell', spec({ ligand: LONG, time: [20_000], replicates: 3 }), 12, 12],
  ])('%s', (_, given, least, most) => {
    const { plan, blocks } = blockedPlanOf(given)
    expect(blocks.length).toBeGreaterThanOrEqual(least)
    expect(blocks.length).toBeLessThanOrEqual(most)
    expect(ensembleKind.parts(given)).toBe(blocks.length)
    let next = { condition: 0, from: 0 }
    for (const { condition, from, to } of blocks) {
      expect({ condition, from }).toEqual(next)
      expect(to).toBeGreaterThan(from)
      next = to === plan.replicates ? { condition: condition + 1, from: 0 } : { condition, from: to }
    }
    expect(next).toEqual({ condition: 4, from: 0 })
  })

  test('of conditions with more work hold fewer cells', () => {
    const { blocks } = blockedPlanOf(spec({ ligand: { bindingTime: 3, quantity: [10, 1000] } }))
    const counts = [0, 1].map((condition) => blocks.filter((block) => block.condition === condition).length)
    expect(counts[1]).toBeGreaterThan(5 * counts[0]!)
  })

  test('give the same outputs and the same result as one block after the other in any order', () => {
    const given = spec({ ligand: { bindingTime: [3, 10], quantity: 200 }, replicates: 200, time: [5, 20] })
    const parts = Array.from({ length: ensembleKind.parts(given) }, (_, part) => part)
    const run = (part: number) => ensembleKind.runPart(given, part, setting).value
    const forwards = parts.map(run)
    const backwards = parts.toReversed().map(run).toReversed()
    expect(backwards).toEqual(forwards)
    expect(ensembleKind.join(given, backwards, setting)).toEqual(ensembleKind.join(given, forwards, setting))
  })
})

test('frames of many times leave some out, never the last, and stay within the log’s measure', () => {
  const given = spec({
    ligand: { bindingTime: 3, quantity: 10 },
    time: { from: 0.001, to: 1, points: 90_000 },
    replicates: 2,
  })
  const frame = ensembleKind.runPart(given, 0, setting).frame as EnsembleFrame
  expect(frame.time.at(-1)).toBe(1)
  expect(frame.mean).toHaveLength(frame.time.length)
  expect(frame.time.length).toBeGreaterThan(1000)
  expect(2 * frame.time.length * ensembleKind.parts(given)).toBeLessThanOrEqual(MOST_FRAME_NUMBERS)
})
