import { expect, test } from 'vitest'
import { escapeClassOf, regimeOf } from '../../../src/core/cells/regime.ts'

test.each([
  [0, 'no-critical-point', 'finite'],
  [0.5, 'no-critical-point', 'finite'],
  [1, 'no-critical-point', 'finite'],
  [1.2, 'critical-point', 'finite'],
  [2, 'critical-point', 'exponential'],
  [3, 'critical-point', 'algebraic'],
] as const)(
  'm = %d has the regime %s and escapes the origin in the class %s (F4)',
  (m, regime, escapeClass) => {
    expect(regimeOf(m === 0 ? null : m - 1)).toBe(regime)
    expect(escapeClassOf(m === 0 ? null : m - 1)).toBe(escapeClass)
  },
)
