import { beforeAll, describe, expect, test } from 'vitest'
import { cellAttacks, type Method, optionsSchema } from '../../src/dashboard/attack/attack-methods.ts'
import { type AttackSpec, type Catalogue, draftOf, specOf } from '../../src/dashboard/attack/draft.ts'
import { cellAttackPresets } from '../../src/dashboard/attack/presets.ts'
import { greyLevels } from '../../src/dashboard/attack/read-picture.ts'
import type { CellModelEntry } from '../../src/dashboard/forms/cell.ts'
import { sortOf } from '../../src/dashboard/forms/schema.ts'
import { startTestService } from '../service.ts'

let catalogue: Catalogue
let presets: ReturnType<typeof cellAttackPresets>
beforeAll(async () => {
  const service = await startTestService({ workers: 1 })
  const get = async <T>(path: string) => (await (await service.request(path)).json()) as T
  const { models } = await get<{ models: CellModelEntry[] }>('/v1/models')
  const { methods } = await get<{ methods: Method[] }>('/v1/methods')
  catalogue = { models, methods }
  presets = cellAttackPresets(
    (await get<{ presets: Parameters<typeof cellAttackPresets>[0] }>('/v1/presets')).presets,
  )
})

const again = (spec: AttackSpec) => specOf(draftOf(spec, catalogue), catalogue)

describe('a form for attacks on cells', () => {
  test('gives every preset back as it was', () => {
    expect(presets.length).toBeGreaterThan(20)
    for (const { body } of presets) expect(again(body)).toEqual(body)
  })

  test('keeps what it has no field for, and every kind of ligands', () => {
    const target = { model: 'revised-akpr', parameters: { steps: 6, feedbackStep: 4 } }
    const spec: AttackSpec = {
      kind: 'pgd',
      target,
      ligands: { mixture: [{ bindingTime: 10, quantity: 10 }] },
      coordinates: 'quantity',
      bounds: { lower: 0, upper: 20 },
      options: { epsilon: [0.1, 0.2], norm: 'l2', steps: 12 },
    }
    expect(again(spec)).toEqual(spec)
    const other = { ...spec, target: { model: 'revised-akpr' }, ligands: { bindingTimes: [3.5, 1] } }
    expect(again(other)).toEqual(other)
  })

  test('leaves out what is left empty, so that the service’s own defaults hold', () => {
    const draft = draftOf(presets[0]!.body, catalogue)
    const { options } = specOf(
      { ...draft, options: { ...draft.options, stepSize: ' ', maxIterations: '5' } },
      catalogue,
    )
    expect(options).toEqual({ maxIterations: 5 })
  })

  test('passes on what is no number, for the service to refuse by name', () => {
    const draft = draftOf(presets.find(({ body }) => body.kind === 'fgsm')!.body, catalogue)
    const { options } = specOf({ ...draft, options: { epsilon: '0.1, a' } }, catalogue)
    expect(options).toEqual({ epsilon: [0.1, 'a'] })
  })

  test('refuses JSON that is none', () => {
    const draft = draftOf(presets[0]!.body, catalogue)
    expect(() => specOf({ ...draft, others: '{' }, catalogue)).toThrow(SyntaxError)
  })

  test('knows the attacks on the ligands of a cell', () => {
    const kinds = cellAttacks(catalogue.methods).map(({ kind }) => kind)
    expect(kinds).toEqual(
      expect.arrayContaining([
        'gradient-descent',
        'fgsm',
        'pgd',
        'minimal',
        'few-coordinate',
        'square',
        'random',
      ]),
    )
    expect(kinds).not.toContain('class-mean')
    expect(new Set(kinds).size).toBe(kinds.length)
    // Whatever option there is has a field.
    for (const kind of kinds) {
      const options = Object.entries(optionsSchema(catalogue.methods, kind).properties ?? {})
      expect(options.filter(([, schema]) => sortOf(schema) === undefined)).toEqual([])
      expect(options.length).toBeGreaterThan(0)
    }
  })
})

test('a picture is read as three grey levels, by how bright its colours are', () => {
  const colours = [0, 0, 0, 255, 255, 255, 255, 255, 128, 128, 128, 255, 255, 255, 0, 255, 0, 0, 255, 255]
  expect(greyLevels(colours)).toEqual([0, 255, 128, 255, 0])
})
