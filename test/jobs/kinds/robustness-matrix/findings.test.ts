import { describe, expect, test } from 'vitest'
import type { Norm } from '../../../../src/core/attacks/norms.ts'
import type { MatrixEntry } from '../../../../src/jobs/kinds/robustness-matrix/entries.ts'
import { findingsOf } from '../../../../src/jobs/kinds/robustness-matrix/findings.ts'

type Rows = Parameters<typeof findingsOf>[0]

const ROWS = [
  { name: 'random', norm: 'linf', followsGradients: false },
  { name: 'fgsm', norm: 'linf', followsGradients: true },
  { name: 'pgd', norm: 'linf', followsGradients: true },
  { name: 'pgd-l2', norm: 'l2', followsGradients: true },
  { name: 'square', norm: 'linf', followsGradients: false },
  { name: 'few-coordinate', norm: 'l0', followsGradients: false },
] as const satisfies Rows
type Name = (typeof ROWS)[number]['name']

const entry = (norm: Norm, attacked: number, change: Partial<MatrixEntry> = {}): MatrixEntry => ({
  epsilon: 1,
  norm,
  clean: 1,
  attacked,
  control: 1,
  certified: 0,
  marginLeft: attacked,
  ...change,
})

/** What is found where these attacks leave these shares, and all others were not made. */
function findings(
  left: Partial<Record<Name, number>>,
  regime: 'critical-point' | 'no-critical-point' | null = 'critical-point',
  change: Partial<MatrixEntry> = {},
) {
  const entries = ROWS.map(({ name, norm }) => {
    const attacked = left[name]
    return attacked === undefined ? null : entry(norm, attacked, change)
  })
  return findingsOf(ROWS, entries, { regime })
}

const codes = (...given: Parameters<typeof findings>) => findings(...given).map(({ code }) => code)

describe('which sort of attack works', () => {
  const all = { random: 1, fgsm: 1, pgd: 1, 'pgd-l2': 1, square: 1, 'few-coordinate': 1 }

  test('none: it stands', () => {
    expect(codes(all)).toEqual(['stands'])
    expect(findings(all)[0]!.message).toMatch(
      /^stands against all attacks of these sizes; .*a critical point$/,
    )
  })

  test('many small pushes, which add up without a critical point', () => {
    const fallen = { ...all, fgsm: 0.1, pgd: 0 }
    expect(codes(fallen)).toEqual(['many-small-pushes'])
    expect(findings(fallen)[0]!.message).toMatch(/a critical point$/)
    expect(findings(fallen, 'no-critical-point')[0]!.message).toMatch(
      /no critical point, so that they all add up$/,
    )
  })

  test('many small pushes also where few large changes work too', () => {
    expect(codes({ ...all, pgd: 0, 'pgd-l2': 0, 'few-coordinate': 0 })).toEqual(['many-small-pushes'])
  })

  test('few large changes: the second regime', () => {
    const fallen = { ...all, 'few-coordinate': 0 }
    expect(codes(fallen)).toEqual(['few-large-changes'])
    expect(findings(fallen)[0]!.message).toMatch(
      /^stands against many small pushes \(L∞\), falls to .*\(L0\)/,
    )
  })

  test('an attack in L2, which may be either, is the second where those in L∞ do not work', () => {
    expect(codes({ ...all, 'pgd-l2': 0 })).toEqual(['few-large-changes'])
    expect(findings({ ...all, 'pgd-l2': 0, 'few-coordinate': 0 })[0]!.message).toContain('(L2, L0)')
    expect(codes({ 'pgd-l2': 0 })).toEqual(['falls-in-l2'])
  })

  test('from where half of the inputs that responded are silent', () => {
    expect(codes({ pgd: 0.5 })).toEqual(['many-small-pushes'])
    expect(codes({ pgd: 0.51 })).toEqual(['stands'])
    expect(codes({ pgd: 0.4 }, null, { clean: 0.8 })).toEqual(['many-small-pushes'])
    expect(codes({ pgd: 0.5 }, null, { clean: 0.8 })).toEqual(['stands'])
  })

  test('nothing is said of attacks that were not made', () => {
    const [found] = findings({ 'few-coordinate': 0 })
    expect(found!.code).toBe('few-large-changes')
    expect(found!.message).not.toContain('stands')
  })

  test('nothing is said of a regime that is not known', () => {
    expect(findings({ pgd: 1 }, null)[0]!.message).toBe('stands against all attacks of these sizes')
  })
})

describe('attacks by gradients mislead', () => {
  test('where one that looks at none leaves less in the same norm', () => {
    const found = findings({ fgsm: 0.9, pgd: 0.8, square: 0.7 })
    expect(found.map(({ code }) => code)).toEqual(['gradient-free-attack-is-stronger', 'stands'])
    expect(found[0]!.message).toMatch(/^square leaves a share of 0\.700 .* L∞ 0\.800/)
  })

  test('not where the best of them leaves as little', () => {
    expect(codes({ fgsm: 0.9, pgd: 0.7, square: 0.7 })).toEqual(['stands'])
  })

  test('not by what is done in another norm', () => {
    expect(codes({ pgd: 1, 'few-coordinate': 0.6 })).toEqual(['stands'])
    expect(codes({ 'pgd-l2': 1, square: 0.6 })).toEqual(['stands'])
  })

  test('where random noise does more, in the mean or in the best of some draws', () => {
    expect(codes({ pgd: 0.9 }, 'critical-point', { control: 0.6 })).toEqual([
      'random-noise-is-stronger',
      'stands',
    ])
    expect(codes({ pgd: 0.9, random: 0.8 })).toEqual(['random-noise-is-stronger', 'stands'])
    expect(codes({ 'pgd-l2': 0.9 }, 'critical-point', { control: 0.6 })).toEqual([
      'random-noise-is-stronger',
      'stands',
    ])
  })

  test('is not said where none was made', () => {
    expect(codes({ random: 0.6, square: 0.7 })).toEqual(['stands'])
  })
})

describe('nothing to attack', () => {
  test('is said of a target that responds to none of its inputs', () => {
    expect(codes({ pgd: 0, square: 0 }, null, { clean: 0 })).toEqual(['silent-before'])
  })

  test('is not said of one that no attack was made on', () => {
    expect(findings({})).toEqual([])
  })
})
