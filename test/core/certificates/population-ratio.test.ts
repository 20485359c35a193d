import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { certify } from '../../../src/core/attacks/descent-certificate.ts'
import { LigandBins, layOutBins } from '../../../src/core/attacks/ligand-bins.ts'
import { adaptiveProofreading } from '../../../src/core/cells/adaptive-proofreading.ts'
import { leastRatio, leastRatioAmong } from '../../../src/core/certificates/population-ratio.ts'

const population = fc.record({
  agonists: fc.array(fc.double({ min: 1, max: 3, noNaN: true }), { minLength: 1, maxLength: 5 }),
  free: fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), {
    minLength: 1,
    maxLength: 8,
  }),
  m: fc.double({ min: 0, max: 5, noNaN: true }),
  gap: fc.double({ min: 0.2, max: 4, noNaN: true }),
})
const sum = (values: number[], power: number) => values.reduce((total, u) => total + u ** power, 0)

describe('the certificate of a population (F6)', () => {
  test.each([
    [4, 3, 0.98447, true],
    [5, 3, 0.99435, true],
    [5, 4, 1.00923, false],
  ])('for (%d, %d) of the published population the least binned output is %d', (N, m, least, crossable) => {
    const model = adaptiveProofreading({ N, m, criticalBindingTime: 3 })
    const bindingTimes = Float64Array.from({ length: 77_000 }, (_, i) => (i < 30_000 ? 10 / 3 : 1))
    const bins = new LigandBins(bindingTimes, layOutBins(bindingTimes, 0.2, 3, ''))
    const certificate = certify(model, bindingTimes, bins)!
    expect(certificate.minimumOutput).toBeCloseTo(least, 5)
    expect(certificate.crossable).toBe(crossable)
    if (N === 5 && m === 3)
      expect(certificate.unbinned).toMatchObject({
        minimumOutput: expect.closeTo(1.01448, 5),
        crossable: false,
      })
  })

  test('no placing of the free ligands goes below it, and one in a single place attains it', () => {
    fc.assert(
      fc.property(population, ({ agonists, free, m, gap }) => {
        const N = m + gap
        const fixed = { sumN: sum(agonists, N), sumM: sum(agonists, m), freeCount: free.length, N, m }
        const { ratio, place } = leastRatio(fixed)
        const reached = (fixed.sumN + sum(free, N)) / (fixed.sumM + sum(free, m))
        expect(reached).toBeGreaterThanOrEqual(ratio * (1 - 1e-12))
        const attained = (fixed.sumN + free.length * place ** N) / (fixed.sumM + free.length * place ** m)
        expect([attained]).toAllClose([ratio], { rtol: 1e-12 })
      }),
    )
  })

  test('among given places it is the least of those, and never below the least of all', () => {
    fc.assert(
      fc.property(population, ({ agonists, free, m, gap }) => {
        const N = m + gap
        const fixed = { sumN: sum(agonists, N), sumM: sum(agonists, m), freeCount: free.length, N, m }
        const among = leastRatioAmong(fixed, Float64Array.from(free))
        expect(free).toContain(among.place)
        expect(among.ratio).toBeGreaterThanOrEqual(leastRatio(fixed).ratio * (1 - 1e-12))
      }),
    )
  })

  test('counts the bin that holds the critical binding time among the reachable ones', () => {
    // τc = 3.2 lies in bin [3, 3.25), whose centre 3.125 a free ligand can be pushed into.
    const model = adaptiveProofreading({ N: 9, m: 8, criticalBindingTime: 3.2 })
    const bindingTimes = Float64Array.of(3.4, 1, 1, 1)
    const bins = new LigandBins(bindingTimes, layOutBins(bindingTimes, 0.25, 3.2, ''))
    const at = (tau: number) => (3.375 ** 9 + 3 * tau ** 9) / (3.375 ** 8 + 3 * tau ** 8) / 3.2
    const least = certify(model, bindingTimes, bins)!.minimumOutput
    expect([least]).toAllClose([Math.min(at(3.125), at(2.875))], { rtol: 1e-12 })
  })
})
