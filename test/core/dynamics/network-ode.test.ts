import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kineticProofreading, PROOFREADING_ALONE } from '../../../src/core/cells/kinetic-proofreading.ts'
import { OT1_FIT, revisedAkpr } from '../../../src/core/cells/revised-akpr.ts'
import { NetworkOde } from '../../../src/core/dynamics/network-ode.ts'
import { startState } from '../../../src/core/dynamics/start-complexes.ts'
import { CELLS, ligands, mixture } from '../cells/mechanistic-cells.ts'

const FIVE = mixture([10, 40], [4, 2000], [0.3, 1e5], [25, 1], [2.5, 300])
const cells = CELLS.map(([name, model]) => [name, model.network!] as const)

/** Shares of its ligands, or of the receptors where they are fewer, that are bound and in each state. */
const shares = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 105, maxLength: 105 })

function filled(system: NetworkOde, quantities: Float64Array, receptors: number, parts: number[]) {
  const most = Math.min(1, receptors / system.ligands)
  return Float64Array.from({ length: system.dimension }, (_, i) => {
    const kind = system.kinds[Math.floor(i / system.states)]!
    return (parts[i]! * quantities[kind]! * most) / system.states
  })
}

function ratesAt(system: NetworkOde, y: Float64Array): Float64Array {
  const out = new Float64Array(system.dimension)
  system.rates(y, out)
  return out
}

function expectJacobian(system: NetworkOde, y: Float64Array): void {
  const n = system.dimension
  const jacobian = new Float64Array(n * n)
  system.jacobian(y, jacobian)
  for (let j = 0; j < n; j++) {
    const h = 1e-3 * Math.abs(y[j]!)
    const at = (steps: number) => {
      const moved = y.slice()
      moved[j]! += steps * h
      return ratesAt(system, moved)
    }
    const [far, near, back, farBack] = [at(2), at(1), at(-1), at(-2)]
    const column = near!.map((v, i) => (8 * (v - back![i]!) - far![i]! + farBack![i]!) / (12 * h))
    // What rounding of the rates leaves of a difference.
    const rounding = Math.max(...near!.map(Math.abs)) * (1e-14 / h)
    const expected = column.map((_, i) => jacobian[i * n + j]!)
    expect(column).toAllClose(expected, { rtol: 1e-8, atol: rounding })
  }
}

describe.each(cells)('the rates of %s', (_, network) => {
  const system = new NetworkOde(network, FIVE)
  const { states, dimension } = system

  test('have the Jacobian of finite differences', () => {
    fc.assert(
      fc.property(shares, (parts) => {
        expectJacobian(system, filled(system, FIVE.quantities, network.receptors, parts))
      }),
      { numRuns: 10 },
    )
  })

  test('move bound receptors along the chain without loss but for those that unbind', () => {
    fc.assert(
      fc.property(shares, (parts) => {
        const y = filled(system, FIVE.quantities, network.receptors, parts)
        const rates = ratesAt(system, y)
        const free = network.receptors - y.reduce((sum, v) => sum + v, 0)
        for (const [l, kind] of system.kinds.entries()) {
          const sum = (v: Float64Array) => v.subarray(l * states, (l + 1) * states).reduce((s, x) => s + x, 0)
          const bound = sum(y)
          const binding = network.bindingRate * (FIVE.quantities[kind]! - bound) * free
          const unbinding = bound / FIVE.bindingTimes[kind]!
          const fastest = Math.max(binding, unbinding, ...rates.map(Math.abs))
          expect([sum(rates)]).toAllClose([binding - unbinding], { atol: 1e-12 * fastest })
        }
      }),
    )
  })

  test('never take from what is empty', () => {
    fc.assert(
      fc.property(shares, fc.nat(dimension - 1), (parts, empty) => {
        const y = filled(system, FIVE.quantities, network.receptors, parts)
        y[empty] = 0
        expect(ratesAt(system, y)[empty]).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('take fewer complexes than none for none', () => {
    const y = new Float64Array(dimension).fill(-1e-3)
    expect(ratesAt(system, y).every(Number.isFinite)).toBe(true)
    expectJacobian(system, y)
  })
})

describe('a system', () => {
  const { network } = kineticProofreading(PROOFREADING_ALONE)

  test('leaves out the kinds that never bind', () => {
    const system = new NetworkOde(network!, mixture([0, 10], [3, 5], [4, 0], [1e-320, 7], [9, 2]))
    expect(system.kinds).toEqual([1, 4])
    expect(system).toMatchObject({ states: 6, dimension: 12, ligands: 7 })
    const y = Float64Array.from({ length: 12 }, (_, i) => i + 1)
    const complexes = system.complexesOf(y)
    expect(complexes).toHaveLength(30)
    expect(complexes.subarray(6, 12)).toEqual(y.subarray(0, 6))
    expect(complexes.subarray(24)).toEqual(y.subarray(6))
    expect(complexes.reduce((a, b) => a + b)).toBe(78)
    expect(system.stateOf(complexes)).toEqual(y)
    expect(system.output(y)).toBe(6 + 12)
    expect(system.feedback(y)).toBe(0)
  })

  test('gives the complexes in state m as its feedback', () => {
    const system = new NetworkOde(revisedAkpr(OT1_FIT).network!, mixture([3, 5], [9, 2]))
    expect(system.feedback(Float64Array.from({ length: 14 }, (_, i) => i))).toBe(4 + 11)
  })

  test('begins by binding alone', () => {
    fc.assert(
      fc.property(ligands(1, 4), (kinds) => {
        const system = new NetworkOde(network!, mixture(...kinds))
        const rates = ratesAt(system, new Float64Array(system.dimension))
        const binding = kinds.flatMap(([, quantity]) => [
          PROOFREADING_ALONE.bindingRate * quantity * PROOFREADING_ALONE.receptors,
          ...new Array<number>(5).fill(0),
        ])
        expect(rates).toAllClose(binding, { rtol: 1e-14 })
      }),
    )
  })

  test('refuses ligands that are no mixture', () => {
    expect(() => new NetworkOde(network!, mixture([-1, 3]))).toThrow(
      expect.objectContaining({ name: 'InvalidInput', path: '/ligands/0/bindingTime' }),
    )
  })
})

describe('a start', () => {
  const { network } = kineticProofreading({ ...PROOFREADING_ALONE, steps: 1, receptors: 100 })
  const ligandsThere = mixture([5, 60], [0, 9], [2, 80])
  const start = (complexes: number[][]) =>
    startState(new NetworkOde(network!, ligandsThere), network!, ligandsThere, complexes)

  test('is the state with these complexes, of the kinds that bind', () => {
    const rows = [
      [20, 40],
      [0, 0],
      [10, 30],
    ]
    expect(start(rows)).toEqual(Float64Array.of(20, 40, 10, 30))
  })

  test.each([
    ['too few kinds', [[1, 1]], ''],
    ['too few states', [[1], [0, 0], [0, 0]], '/0'],
    [
      'too many states',
      [
        [0, 0],
        [0, 0],
        [0, 0, 0],
      ],
      '/2',
    ],
    [
      'fewer than none',
      [
        [0, 0],
        [0, 0],
        [1, -1e-9],
      ],
      '/2/1',
    ],
    [
      'no number',
      [
        [0, Number.NaN],
        [0, 0],
        [0, 0],
      ],
      '/0/1',
    ],
    [
      'infinitely many',
      [
        [0, 0],
        [0, 0],
        [Number.POSITIVE_INFINITY, 0],
      ],
      '/2/0',
    ],
    [
      'more than ligands',
      [
        [30, 30.001],
        [0, 0],
        [0, 0],
      ],
      '/0',
    ],
    [
      'ligands that never bind',
      [
        [0, 0],
        [1, 0],
        [0, 0],
      ],
      '/1',
    ],
    [
      'more than receptors',
      [
        [60, 0],
        [0, 0],
        [0, 41],
      ],
      '',
    ],
  ])('is refused with %s', (_, complexes, path) => {
    expect(() => start(complexes)).toThrow(
      expect.objectContaining({ name: 'InvalidInput', code: 'start', path: `/start/complexes${path}` }),
    )
  })

  test('may exceed what there is by rounding', () => {
    const third = 100 / 3
    expect(() =>
      start([
        [60 * (1 + 1e-15), 0],
        [0, 0],
        [third, 20 / 3],
      ]),
    ).not.toThrow()
  })
})
