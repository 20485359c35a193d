import { describe, expect, it } from 'vitest'
import { choiceOf, newChoice, queryOf, questionOf } from '../../src/dashboard/antagonism/curve-choice.ts'
import { MODELS } from '../../src/jobs/models.ts'

const models = MODELS.map(({ name, title, equation, source, parameters }) => ({
  name,
  title,
  equation,
  source,
  parameters,
}))

/** What an address has after a change was made to one that had nothing. */
function addressOf(change: ReturnType<typeof queryOf>): Record<string, string> {
  const said = Object.entries(change).filter((entry): entry is [string, string] => !!entry[1])
  return Object.fromEntries(said)
}

describe('the choice of a curve', () => {
  it('starts with the antagonism potential of the paper', () => {
    expect(questionOf(choiceOf({}, models), models)).toEqual({
      target: { model: 'adaptive-proofreading', parameters: { N: 5, m: 3, criticalBindingTime: 3 } },
      agonist: { bindingTime: 3, quantity: 4000 },
      quantity: 6000,
      criticalBindingTime: 3,
      upTo: 3.75,
    })
  })

  it('starts with the OT-1 experiment for a model that counts molecules', () => {
    const choice = choiceOf({ model: 'revised-akpr' }, models)
    expect(choice.shown).toBe('fold-change')
    expect(questionOf(choice, models)).toMatchObject({
      target: { model: 'revised-akpr' },
      agonist: { bindingTime: 10, quantity: 10 },
      quantity: 1000,
      criticalBindingTime: 5,
    })
  })

  it('says nothing in the address of what is as at the start', () => {
    for (const { name } of models) {
      const said = addressOf(queryOf(newChoice(name, models), models))
      expect(said).toEqual(name === 'adaptive-proofreading' ? {} : { model: name })
    }
  })

  it('comes back from its address', () => {
    const start = newChoice('shp1-feedback', models)
    const choice = {
      ...start,
      cell: { ...start.cell, parameters: { ...start.cell.parameters, feedbackStep: '2' } },
      ligands: { tau1: '8.5', L1: '20', L2: '1000' },
      shown: 'output' as const,
    }
    const said = addressOf(queryOf(choice, models))
    expect(said).toEqual({ model: 'shp1-feedback', feedbackStep: '2', tau1: '8.5', L1: '20', show: 'output' })
    expect(choiceOf(said, models)).toEqual(choice)
  })

  it('clears the parameters of other models from the address', () => {
    expect(queryOf(newChoice('revised-akpr', models), models)).toMatchObject({ N: null, m: null })
  })

  it('takes an unknown model for the ideal one', () => {
    expect(choiceOf({ model: 'nonsense' }, models).cell.model).toBe('adaptive-proofreading')
  })

  it('names the field that wants a number', () => {
    expect(() => questionOf(choiceOf({ L2: 'many' }, models), models)).toThrow('Type a number for L2')
    expect(() => questionOf(choiceOf({ tau1: '1e999' }, models), models)).toThrow('Type a number for τ1')
  })
})
