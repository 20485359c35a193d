import { expect, test } from 'vitest'
import { goldenSection } from '../../../src/core/numerics/golden-section.ts'

test('golden section finds the minimum of a function that has one', () => {
  const { place, value } = goldenSection((x) => (x - 0.3) ** 2 + 2, -1, 5)
  expect([place]).toAllClose([0.3], { atol: 1e-6 })
  expect([value]).toAllClose([2], { rtol: 1e-12 })
})

test('golden section comes to the end where the function only falls', () => {
  expect([goldenSection((x) => -x, 0, 2).place]).toAllClose([2], { atol: 1e-6 })
  expect([goldenSection((x) => x, 0, 2).place]).toAllClose([0], { atol: 1e-6 })
})
