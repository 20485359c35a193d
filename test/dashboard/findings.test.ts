import { describe, expect, it } from 'vitest'
import { findingsOf } from '../../src/dashboard/antagonism/findings.ts'
import { fieldsAtFault, onPage } from '../../src/dashboard/antagonism/refusals.ts'
import { ServiceProblem } from '../../src/dashboard/service/client.ts'

const RESULT = {
  threshold: 1,
  criticalBindingTime: 3,
  agonist: { bindingTime: 3.5, quantity: 100, output: 2 },
  antagonist: { quantity: 1000, upTo: 3 },
  stationary: [
    { bindingTime: 0, output: 2, type: 'maximum' as const },
    { bindingTime: 2.5, output: 0.5, type: 'minimum' as const },
  ],
  inflections: [0.25, 1.5],
  inflectionOutputs: [1.9, 1.2],
  pullAtOrigin: 'vanishes' as const,
  criticalPointAtOrigin: true,
  regime: 'critical-point' as const,
  escape: 'algebraic' as const,
  strongest: { bindingTime: 2.5, output: 0.5 },
  curve: { bindingTime: [0, 3], output: [2, 1] },
}

describe('what is found on a curve', () => {
  it('is told in words, as outputs', () => {
    expect(findingsOf(RESULT, null)).toEqual([
      'minimum at τ2 = 2.5 s, T = 0.5',
      'maximum at τ2 = 0 s, T = 2',
      'inflection at 0.25 s and 1.5 s',
      'regime: critical point (weak ligands feel no pull)',
      'escape: algebraic',
      'strongest antagonists: τ2 = 2.5 s, T = 0.5; they silence the cell',
    ])
  })

  it('is told as fold changes where these are shown', () => {
    expect(findingsOf(RESULT, 2)[0]).toBe('minimum at τ2 = 2.5 s, FC = 0.25')
  })

  it('says what is not there', () => {
    const none = { ...RESULT, stationary: [], inflections: [], regime: 'no-critical-point' as const }
    expect(findingsOf(none, null).slice(0, 3)).toEqual([
      'no minimum',
      'no inflection',
      'regime: no critical point (weak ligands feel no pull)',
    ])
  })

  it('says what the strongest antagonists do to the decision', () => {
    const decision = (alone: number, least: number) =>
      findingsOf(
        {
          ...RESULT,
          agonist: { ...RESULT.agonist, output: alone },
          strongest: { bindingTime: 2, output: least },
        },
        null,
      ).at(-1)
    expect(decision(2, 1.5)).toMatch(/; the cell still responds$/)
    expect(decision(2, 1)).toMatch(/; they silence the cell$/)
    expect(decision(1, 0.5)).toMatch(/; the cell is silent without them, too$/)
  })
})

describe('a refusal', () => {
  const refusal = (path: string) => {
    const message = 'must be 0 or more'
    return new ServiceProblem(`${path} ${message}`, {
      type: 'urn:antagon:problem:out-of-range',
      title: 'Refused',
      status: 422,
      code: 'out-of-range',
      detail: `${path} ${message}`,
      errors: [{ path, message }],
    })
  }

  it('names the field as the page does', () => {
    for (const [path, field] of [
      ['/mixtures/0/ligands/0/bindingTime', 'tau1'],
      ['/mixtures/17/ligands/0/quantity', 'L1'],
      ['/mixtures/1/ligands/1/quantity', 'L2'],
      ['/antagonist/quantity', 'L2'],
      ['/parameters/N', 'N'],
      ['/target/parameters/feedbackStep', 'feedbackStep'],
    ] as const) {
      const error = refusal(path)
      expect([...fieldsAtFault(error)]).toEqual([field])
      expect((onPage(error) as Error).message).toBe(`${field.replace('tau', 'τ')} must be 0 or more`)
    }
  })

  it('that is none of the service is left as it is', () => {
    const error = new ServiceProblem('The service cannot be reached.')
    expect(onPage(error)).toBe(error)
    expect(fieldsAtFault(error).size).toBe(0)
  })
})
