import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aboutJob, classifiersIn, isWatchable } from '../../src/dashboard/jobs/about.ts'
import { jsonFault } from '../../src/dashboard/jobs/json-fault.ts'
import { prettyJson } from '../../src/dashboard/jobs/json-text.ts'
import { ago, duration, runTime } from '../../src/dashboard/jobs/times.ts'

describe('a fault of JSON', () => {
  test.each([
    ['{\n  "a": x\n}', 2, 8, 'a value is expected here, not “x”'],
    ['{"a": 1 "b": 2}', 1, 9, 'a comma or } is expected here, not “"”'],
    ['{"a": 1,\n}', 1, 8, 'there is a comma before }, with nothing after it'],
    ['[1, 2', 1, 6, 'a comma or ] is expected here, not the end of the text'],
    ['{a: 1}', 1, 2, 'a field’s name in double quotes is expected here, not “a”'],
    ['{"a" 1}', 1, 6, 'a colon is expected after the field’s name, not “1”'],
    ['{"a": \'b\'}', 1, 7, "a value is expected here, not “'”; texts stand in double quotes"],
    ['{"a": "b\n}', 1, 7, 'the text that begins here has no closing double quote on its line'],
    ['{"a": "\\q"}', 1, 8, 'this is no escape that JSON knows'],
    ['{"a": 01}', 1, 7, 'a value is expected here, not “0”'],
    ['{}\n{}', 2, 1, 'nothing may follow the end of the spec, but “{” does'],
    ['', 1, 1, 'a value is expected here, not the end of the text'],
  ])('of %j is told with its line and column', (text, line, column, message) => {
    expect(jsonFault(text)).toMatchObject({ line, column, message })
  })

  test('is found in a text exactly where it is none', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', 'x', '\n', '\\'),
        (json, at, put) => {
          const text = json.slice(0, at % (json.length + 1)) + put + json.slice((at % (json.length + 1)) + 1)
          const fault = jsonFault(text)
          let parsed = true
          try {
            JSON.parse(text)
          } catch {
            parsed = false
          }
          expect(fault === null).toBe(parsed)
          if (fault !== null) expect(fault.offset).toBeLessThanOrEqual(text.length)
        },
      ),
    )
  })
})

test('JSON for people has lists of numbers on one line, and is the same JSON', () => {
  expect(prettyJson({ kind: 'fgsm', options: { epsilon: [1, 2] }, ligands: [{ a: 1 }], none: {} })).toBe(
    '{\n  "kind": "fgsm",\n  "options": {\n    "epsilon": [1, 2]\n  },\n  "ligands": [\n    {\n      "a": 1\n    }\n  ],\n  "none": {}\n}',
  )
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.stringify(JSON.parse(prettyJson(value)))).toBe(JSON.stringify(value))
    }),
  )
})

describe('what a job is about', () => {
  const about = (spec: object, type: 'attack' | 'simulation' | 'training' = 'attack') =>
    aboutJob({ type, spec: spec as Record<string, unknown> })

  test('is its cell with (N, m), its network, its targets, or the network that it makes', () => {
    const parameters = { N: 5, m: 3, criticalBindingTime: 3 }
    expect(about({ target: { model: 'adaptive-proofreading', parameters } })).toBe(
      'adaptive-proofreading (5,\u00a03)',
    )
    expect(about({ target: { model: 'adaptive-sorting', parameters: { steps: 4, feedbackStep: 2 } } })).toBe(
      'adaptive-sorting (4,\u00a02)',
    )
    expect(about({ target: { model: 'revised-akpr' } })).toBe('revised-akpr')
    expect(about({ target: { classifier: 'mlp-plain' } })).toBe('network mlp-plain')
    expect(about({ attacks: [1, 2], targets: [1, 2, 3] }, 'simulation')).toBe('2 attacks, 3 targets')
    expect(about({ kind: 'mlp', name: 'mine' }, 'training')).toBe('new network mine')
  })

  test('may be shown by the Attack page where it is the ligands of a cell', () => {
    const ligands = {}
    const target = { model: 'adaptive-proofreading' }
    expect(isWatchable({ type: 'attack', spec: { target, ligands } })).toBe(true)
    expect(isWatchable({ type: 'attack', spec: { target, agonists: [] } })).toBe(false)
    expect(isWatchable({ type: 'attack', spec: { target: { classifier: 'mlp-plain' } } })).toBe(false)
    expect(isWatchable({ type: 'simulation', spec: { target, ligands } })).toBe(false)
  })

  test('names the classifiers that it needs, wherever they stand', () => {
    const names = new Set(['mlp-plain', 'linear', 'other'])
    const spec = { target: { classifier: 'mlp-plain' }, options: { from: 'linear', norm: 'linf' } }
    expect(classifiersIn(spec, names)).toEqual(['mlp-plain', 'linear'])
  })
})

describe('times', () => {
  const now = Date.parse('2026-03-05T12:00:00Z')

  test.each([
    ['2026-03-05T12:00:01Z', 'just now'],
    ['2026-03-05T11:59:01Z', 'just now'],
    ['2026-03-05T11:58:59Z', '1 minute ago'],
    ['2026-03-05T09:30:00Z', '2 hours ago'],
    ['2026-03-01T12:00:00Z', '4 days ago'],
  ])('%s is told as %s', (time, text) => {
    expect(ago(time, now)).toBe(text)
  })

  test.each([
    [-3, '0 ms'],
    [420.4, '420 ms'],
    [7500, '7.5 s'],
    [59_960, '1 min 0 s'],
    [184_000, '3 min 4 s'],
    [3_600_000, '1 h 0 min'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms take %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text)
  })

  test('a job has run until it ended, or until now, or not at all', () => {
    const startedAt = '2026-03-05T11:59:58Z'
    expect(runTime({ startedAt, finishedAt: '2026-03-05T11:59:59Z' }, now)).toBe('1 s')
    expect(runTime({ startedAt, finishedAt: null }, now)).toBe('2 s')
    expect(runTime({ startedAt: null, finishedAt: null }, now)).toBeNull()
  })
})
