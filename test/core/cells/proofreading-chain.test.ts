import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProofreadingChain } from '../../../src/core/cells/proofreading-chain.ts'
import { type ChainRates, emptyRates } from '../../../src/core/cells/proofreading-network.ts'
import { denseShares } from './dense-steady-state.ts'
import { between, difference } from './mechanistic-cells.ts'

const rate = fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 8, arbitrary: between(-6, 3) })

/** Rates of a chain of one to twelve steps, some of them zero. */
const chains = fc.integer({ min: 1, max: 12 }).chain((steps) =>
  fc.record({
    steps: fc.constant(steps),
    m: fc.integer({ min: 0, max: steps }),
    forward: fc.array(rate, { minLength: steps, maxLength: steps }),
    backward: fc.array(rate, { minLength: steps, maxLength: steps }),
  }),
)

const ratesOf = ({ steps, forward, backward }: { steps: number; forward: number[]; backward: number[] }) => ({
  ...emptyRates(steps),
  forward: Float64Array.from(forward),
  backward: Float64Array.of(0, ...backward),
})

/** C_m, C_N, and the shares in or above m and above m. */
function shares(steps: number, m: number | null, tau: number, rates: ChainRates) {
  const chain = new ProofreadingChain(steps, m)
  chain.solve(tau, rates)
  const { feedback, final, reached, passed } = chain
  return { feedback, final, reached, passed }
}

describe('a proofreading chain', () => {
  test('has the shares that solve the steady-state master equation', () => {
    fc.assert(
      fc.property(chains, between(-4, 4), (chain, tau) => {
        const rates = ratesOf(chain)
        const dense = denseShares(tau, rates)
        const above = (first: number) => dense.slice(first).reduce((sum, share) => sum + share, 0)
        const { steps, m } = chain
        const { feedback, final, reached, passed } = shares(steps, m, tau, rates)
        expect([feedback, final, reached, passed]).toAllClose(
          [dense[m]!, dense[steps]!, above(m), above(m + 1)],
          { rtol: 1e-11, atol: 1e-30 },
        )
      }),
      { numRuns: 500 },
    )
  })

  test('has positive shares that add up to one', () => {
    fc.assert(
      fc.property(chains, between(-4, 4), (chain, tau) => {
        const rates = ratesOf(chain)
        const all = Array.from({ length: chain.steps + 1 }, (_, m) => shares(chain.steps, m, tau, rates))
        for (const { feedback, reached, passed } of all) {
          expect(feedback).toBeGreaterThanOrEqual(0)
          expect([reached - passed]).toAllClose([feedback], { rtol: 1e-12, atol: 1e-15 })
        }
        expect([all.reduce((sum, { feedback }) => sum + feedback, 0)]).toAllClose([1], { rtol: 1e-13 })
        expect([all[0]!.reached]).toAllClose([1], { rtol: 1e-15 })
        expect(all.at(-1)!).toMatchObject({ feedback: all[0]!.final, passed: 0 })
      }),
    )
  })

  test('is (φτ/(φτ + 1))^n 1/(φτ + 1) where nothing goes back', () => {
    const rates = emptyRates(6)
    rates.forward.fill(0.09)
    const x = (0.09 * 7) / (0.09 * 7 + 1)
    const { feedback, final } = shares(6, 2, 7, rates)
    expect([feedback, final]).toAllClose([x ** 2 * (1 - x), x ** 6], { rtol: 1e-14 })
  })

  test('differentiates both shares by the binding time and by the complexes that set the rates', () => {
    const positive = between(-2, 1)
    const slope = fc.double({ min: -1, max: 1, noNaN: true })
    const sloped = fc.integer({ min: 1, max: 8 }).chain((steps) => {
      const each = <T>(arbitrary: fc.Arbitrary<T>) =>
        fc.array(arbitrary, { minLength: steps, maxLength: steps })
      return fc.record({
        steps: fc.constant(steps),
        m: fc.integer({ min: 0, max: steps }),
        forward: each(positive),
        backward: each(positive),
        forwardSlope: each(slope),
        backwardSlope: each(slope),
      })
    })
    fc.assert(
      fc.property(sloped, between(-1, 1.5), (drawn, tau) => {
        const { steps, m } = drawn
        // Rates that change exponentially with the complexes, so that they stay positive.
        const at = (c: number): ChainRates => {
          const value = (rates: number[], slopes: number[]) =>
            rates.map((r, n) => r * Math.exp(slopes[n]! * (c - 1)))
          const change = (rates: number[], slopes: number[]) =>
            value(rates, slopes).map((r, n) => r * slopes[n]!)
          return {
            forward: Float64Array.from(value(drawn.forward, drawn.forwardSlope)),
            forwardSlope: Float64Array.from(change(drawn.forward, drawn.forwardSlope)),
            backward: Float64Array.of(0, ...value(drawn.backward, drawn.backwardSlope)),
            backwardSlope: Float64Array.of(0, ...change(drawn.backward, drawn.backwardSlope)),
          }
        }
        const chain = new ProofreadingChain(steps, m)
        chain.differentiate(tau, at(1))
        const { feedback, final } = shares(steps, m, tau, at(1))
        expect([chain.feedback, chain.final]).toAllClose([feedback, final], { rtol: 1e-13 })
        for (const [share, scale, byTime, byComplexes] of [
          ['feedback', feedback, chain.feedbackByTime, chain.feedbackByComplexes],
          ['final', final, chain.finalByTime, chain.finalByComplexes],
        ] as const) {
          const time = difference((t) => shares(steps, m, t, at(1))[share], tau)
          expect([byTime]).toAllClose([time.slope], { rtol: 1e-6, atol: (1e-10 * scale) / tau })
          const complexes = difference((c) => shares(steps, m, tau, at(c))[share], 1)
          expect([byComplexes]).toAllClose([complexes.slope], { rtol: 1e-6, atol: 1e-10 * scale })
        }
      }),
      { numRuns: 300 },
    )
  })

  test('stays in its first state where nothing binds for any time, and leaves it at the forward rate', () => {
    const rates = emptyRates(3)
    rates.forward.set([0.1, 0.2, 0.3])
    rates.backward.fill(0.5, 1)
    expect(shares(3, 0, 0, rates)).toEqual({ feedback: 1, final: 0, reached: 1, passed: 0 })
    expect(shares(3, 1, 0, rates)).toEqual({ feedback: 0, final: 0, reached: 0, passed: 0 })
    const chain = new ProofreadingChain(3, 1)
    chain.differentiate(0, rates)
    expect(chain).toMatchObject({ feedback: 0, feedbackByTime: 0.1, final: 0, finalByTime: 0 })
    const first = new ProofreadingChain(1, 0)
    first.differentiate(0, { ...emptyRates(1), forward: Float64Array.of(0.1) })
    expect(first).toMatchObject({ feedback: 1, feedbackByTime: -0.1, final: 0, finalByTime: 0.1 })
  })

  test('ends before a step whose forward rate is 0, and has its slope by that rate', () => {
    const rates = emptyRates(3)
    rates.forward.set([0.1, 0, 0.3])
    rates.forwardSlope.set([0, 1, 0])
    const { feedback, final, passed } = shares(3, 1, 5, rates)
    expect([feedback]).toAllClose([0.5 / 1.5], { rtol: 1e-15 })
    expect([final, passed]).toEqual([0, 0])
    const chain = new ProofreadingChain(3, 1)
    chain.differentiate(5, rates)
    // C_3 = C_1⁰ · δ·5 · 0.3·5/(0.3·5 + 1) for a small rate δ.
    expect([chain.finalByComplexes]).toAllClose([((0.5 / 1.5) * 5 * 1.5) / 2.5], { rtol: 1e-14 })
    expect(chain.finalByTime).toBe(0)
  })

  test('without a feedback step answers for state 0', () => {
    const rates = emptyRates(2)
    rates.forward.fill(0.3)
    expect(shares(2, null, 4, rates)).toEqual(shares(2, 0, 4, rates))
  })
})
