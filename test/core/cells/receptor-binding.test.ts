import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freeReceptors } from '../../../src/core/cells/receptor-binding.ts'
import { between } from './mechanistic-cells.ts'

/** The positive root of a r² + (1 + a(L − R)) r − R = 0, in the form that does not cancel. */
function freeOfOneKind(affinity: number, ligands: number, receptors: number): number {
  const b = 1 + affinity * (ligands - receptors)
  const root = Math.sqrt(b * b + 4 * affinity * receptors)
  return b > 0 ? (2 * receptors) / (b + root) : (root - b) / (2 * affinity)
}

/** Σ_l L_l a_l r/(1 + a_l r). */
const boundAt = (free: number, affinities: readonly number[], quantities: readonly number[]) =>
  affinities.reduce((sum, a, l) => sum + (quantities[l]! * a * free) / (1 + a * free), 0)

const free = (affinities: readonly number[], quantities: readonly number[], receptors: number) =>
  freeReceptors(Float64Array.from(affinities), Float64Array.from(quantities), receptors)

describe('free receptors', () => {
  test('are the root of the quadratic for one kind of ligand, at all magnitudes', () => {
    fc.assert(
      fc.property(between(-12, 4), between(-3, 9), between(-3, 12), (affinity, ligands, receptors) => {
        // Where ligands and receptors just match, the root moves by so much as R or L does by a rounding.
        const condition = 1 + Math.sqrt(affinity * receptors)
        expect([free([affinity], [ligands], receptors)]).toAllClose(
          [freeOfOneKind(affinity, ligands, receptors)],
          { rtol: 2e-15 * condition },
        )
      }),
      { numRuns: 2000 },
    )
  })

  test('and the bound ones make up all receptors, for up to six kinds, τ from 1e-4 to 1e4 s, 1 to 1e7 ligands', () => {
    const kinds = fc.array(fc.tuple(between(-4, 4), between(0, 7)), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(between(-9, 3), between(0, 9), kinds, (bindingRate, receptors, ligands) => {
        const affinities = ligands.map(([tau]) => bindingRate * tau)
        const quantities = ligands.map(([, count]) => count)
        const r = free(affinities, quantities, receptors)
        expect(r).toBeGreaterThan(0)
        expect(r).toBeLessThanOrEqual(receptors)
        expect([r + boundAt(r, affinities, quantities)]).toAllClose([receptors], { rtol: 1e-14 })
      }),
      { numRuns: 1000 },
    )
  })

  test('are all of them where nothing binds', () => {
    expect(free([0, 1e-4], [1e7, 0], 3e4)).toBe(3e4)
    expect(free([], [], 3e4)).toBe(3e4)
  })

  test('hardly fall for few ligands, each of which binds as if it were alone', () => {
    // r = R − Σ L aR/(1 + aR), to first order in the ligands.
    const affinities = [1e-4, 1e-3]
    const quantities = [0.01, 0.02]
    const expected = boundAt(3e4, affinities, quantities)
    expect([3e4 - free(affinities, quantities, 3e4)]).toAllClose([expected], { rtol: 1e-5 })
  })

  test('are R/Σ L a for a dose that saturates', () => {
    const r = free([1e-4, 1e-3], [1e15, 1e14], 3e4)
    expect([r]).toAllClose([3e4 / (1e11 + 1e11)], { rtol: 1e-9 })
  })

  test('are those that exceed the ligands where all ligands are bound', () => {
    expect([free([1e9, 1e8], [1e3, 2e3], 3e4)]).toAllClose([27e3], { rtol: 1e-9 })
  })

  test('fall with every ligand, binding time and loss of a receptor', () => {
    const one = free([1e-3, 1e-4], [1e4, 1e4], 3e4)
    expect(free([1e-3, 1e-4], [1.001e4, 1e4], 3e4)).toBeLessThan(one)
    expect(free([1e-3, 1.001e-4], [1e4, 1e4], 3e4)).toBeLessThan(one)
    expect(free([1e-3, 1e-4], [1e4, 1e4], 2.999e4)).toBeLessThan(one)
  })
})
