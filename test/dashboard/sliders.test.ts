import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  LIGAND_SLIDERS,
  parameterSlider,
  positionOf,
  positionsOf,
  valueAt,
} from '../../src/dashboard/antagonism/sliders.ts'

const RATE = {
  type: 'number',
  exclusiveMinimum: 0,
  maximum: 1e9,
  description: 'φ: rate of a step, in 1/s',
  default: 0.09,
}
const STEPS = { type: 'integer', minimum: 1, maximum: 20, default: 5, description: 'N: proofreading steps' }
const CRITICAL = {
  type: 'number',
  exclusiveMinimum: 0,
  default: 4,
  description: 'τc, in s: ligands that bind longer are agonists',
}
const HILL = {
  type: 'number',
  minimum: 1,
  maximum: 100,
  default: 1,
  description: 'k: Hill exponent of the inhibition',
}

describe('the slider of a parameter', () => {
  it('is labelled with symbol and unit, what is left of the description below', () => {
    expect(parameterSlider('phosphorylationRate', RATE)).toMatchObject({
      label: 'phosphorylation rate φ (1/s)',
      hint: 'rate of a step',
    })
    expect(parameterSlider('criticalBindingTime', CRITICAL)).toMatchObject({
      label: 'critical binding time τc (s)',
      hint: 'ligands that bind longer are agonists',
    })
    expect(parameterSlider('steps', STEPS).label).toBe('steps N')
    const m = { type: 'number', minimum: 0, description: 'Step that switches the inhibition on' }
    expect(parameterSlider('m', m)).toMatchObject({
      label: 'm',
      hint: 'Step that switches the inhibition on',
    })
  })

  it('goes a decade to both sides of the default, within what the service takes', () => {
    const { log, least, greatest } = parameterSlider('phosphorylationRate', RATE)
    expect(log).toBe(true)
    expect([least, greatest]).toAllClose([0.009, 0.9], { rtol: 1e-12 })
    expect(parameterSlider('inhibitionHill', HILL)).toMatchObject({ least: 1, greatest: 10 })
  })

  it('goes in whole numbers where the parameter does', () => {
    const range = parameterSlider('steps', STEPS)
    expect(range).toMatchObject({ whole: true, log: false, least: 1, greatest: 10 })
    expect(positionsOf(range)).toEqual({ min: 1, max: 10, step: 1 })
  })
})

describe('a logarithmic slider', () => {
  const range = LIGAND_SLIDERS.L2

  it('has the decades evenly along it', () => {
    const ofDecades = [1, 100, 10_000, 1_000_000].map((value) => positionOf(value, range))
    expect(ofDecades).toEqual([0, 333, 667, 1000])
  })

  it('sets values of three digits that stand where they were set', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (position) => {
        const value = valueAt(position, range)
        expect(Number(value.toPrecision(3))).toBe(value)
        expect(Math.abs(positionOf(value, range) - position)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('stands at its end for a value beyond it', () => {
    expect(positionOf(1e9, range)).toBe(1000)
    expect(positionOf(0, range)).toBe(0)
  })
})
