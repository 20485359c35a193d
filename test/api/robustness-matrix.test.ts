import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type { DigitAttackResult } from '../../src/api/schemas/digit-results.ts'
import type { JobResource } from '../../src/api/schemas/job.ts'
import type { PerturbationResult } from '../../src/api/schemas/results.ts'
import type { RobustnessMatrixResult } from '../../src/api/schemas/robustness-matrix.ts'
import { MATRIX_ATTACKS } from '../../src/jobs/specs/robustness-matrix.ts'
import { type Client, openClient } from './client.ts'
import { type JobResults, runJob } from './job-results.ts'
import { cellColumn, matrix, networkColumn } from './matrix-specs.ts'
import { cell } from './specs.ts'

type Matrix = Static<typeof RobustnessMatrixResult>
type Attack = (typeof MATRIX_ATTACKS)[number]

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const run = async (targets: readonly object[], change: object = {}) =>
  (await runJob<Matrix>(client, matrix(targets, change))).result

describe('a matrix of cells and networks', () => {
  const CELLS = [0, 1, 2]
  const NETWORKS = [3, 4]
  let results: JobResults<Matrix>
  let result: Matrix
  /** The entries of an attack on these targets; fails where it was not made. */
  const made = (attack: Attack, columns: readonly number[]) =>
    columns.map((column) => result.entries[MATRIX_ATTACKS.indexOf(attack)]![column]!)
  const attacked = (attack: Attack, columns: readonly number[]) =>
    made(attack, columns).map((entry) => entry.attacked)
  const rowsIn = (norm: string) => MATRIX_ATTACKS.filter((_, row) => result.attacks[row]!.norm === norm)

  beforeAll(async () => {
    const cells = [cellColumn(2, 1), cellColumn(3, 2), cellColumn(4, 3, { label: 'the best, "so far"' })]
    results = await runJob<Matrix>(
      client,
      matrix([...cells, networkColumn('mlp-plain'), networkColumn('mlp-hill-10')]),
    )
    result = results.result
  }, 120_000)

  test('has a row an attack, a column a target, and an entry for each of both', () => {
    expect(result.attacks.map(({ name }) => name)).toEqual([...MATRIX_ATTACKS])
    expect(result.targets.map(({ label, subject, inputs }) => [label, subject, inputs])).toEqual([
      ['adaptive-proofreading (2, 1)', 'cell', 3],
      ['adaptive-proofreading (3, 2)', 'cell', 3],
      ['the best, "so far"', 'cell', 3],
      ['mlp-plain', 'digits', 6],
      ['mlp-hill-10', 'digits', 6],
    ])
    expect(result.entries.map(({ length }) => length)).toEqual(MATRIX_ATTACKS.map(() => 5))
  })

  test('makes on cells all attacks but those that are for networks', () => {
    result.attacks.forEach(({ name }, row) => {
      const forDigits = name === 'class-mean' || name === 'transfer'
      expect(result.entries[row]!.map((entry) => entry === null)).toEqual([
        ...CELLS.map(() => forDigits),
        ...NETWORKS.map(() => false),
      ])
    })
  })

  test('has shares that fit together: certified ≤ attacked, control; attacked ≤ clean', () => {
    const epsilons = [
      ...CELLS.map(() => ({ linf: 0.1, l2: 0.65, l0: 12 })),
      ...NETWORKS.map(() => ({ linf: 0.2, l2: 2, l0: 40 })),
    ]
    result.entries.forEach((row, r) => {
      row.forEach((entry, column) => {
        if (entry === null) return
        const { norm } = result.attacks[r]!
        expect(entry).toMatchObject({ norm, epsilon: epsilons[column]![norm], clean: 1 })
        expect(entry.certified).toBeLessThanOrEqual(entry.attacked)
        expect(entry.certified).toBeLessThanOrEqual(entry.control)
        expect(entry.attacked).toBeLessThanOrEqual(entry.clean)
        expect(entry.marginLeft! > 0).toBe(entry.attacked > 0.5)
      })
    })
  })

  test('has one control and one certificate a target, norm and size', () => {
    for (const norm of ['linf', 'l0']) {
      for (const column of [...CELLS, ...NETWORKS]) {
        const entries = rowsIn(norm).flatMap((attack) => made(attack, [column]).filter(Boolean))
        expect(new Set(entries.map(({ control }) => control)).size).toBe(1)
        expect(new Set(entries.map(({ certified }) => certified)).size).toBe(1)
      }
    }
  })

  test('silences a cell of m = 1 by many small pushes, even by noise: it has no critical point (F4)', () => {
    for (const attack of ['random', 'fgsm', 'iterative-fgsm', 'pgd', 'pgd-l2', 'square'] as const)
      expect(attacked(attack, [0])).toEqual([0])
    expect(made('fgsm', [0])[0]!.control).toBe(0)
    expect(result.targets[0]).toMatchObject({ regime: 'no-critical-point', vanishing: 0 })
    expect(result.targets[0]!.findings.map(({ code }) => code)).toEqual(['many-small-pushes'])
  })

  test('leaves cells of m > 1, which have a critical point, standing but for few large changes', () => {
    for (const attack of ['random', 'fgsm', 'iterative-fgsm', 'pgd', 'square'] as const) {
      expect(attacked(attack, [1, 2])).toEqual([1, 1])
      expect(made(attack, [1, 2]).map(({ certified }) => certified)).toEqual([1, 1])
    }
    expect(attacked('few-coordinate', [1, 2])).toEqual([0, 0])
    for (const column of [1, 2]) {
      const { regime, findings, steepening, boundary } = result.targets[column]!
      expect(regime).toBe('critical-point')
      expect(findings.map(({ code }) => code)).toEqual(['few-large-changes'])
      expect(steepening).toBeGreaterThan(5)
      expect(boundary.linf).toBeGreaterThan(0.1)
    }
    const flat = CELLS.map((column) => result.targets[column]!.relativeChange!)
    expect(flat).toEqual(flat.toSorted((a, b) => b - a))
  })

  test('fools a plain network by small pushes, and one behind a filter by few pixels alone', () => {
    const [plain, filtered] = NETWORKS.map((column) => result.targets[column]!)
    for (const attack of ['class-mean', 'fgsm', 'pgd', 'transfer'] as const)
      expect(attacked(attack, [3])).toEqual([0])
    expect(attacked('random', [3])).toEqual([1])
    for (const attack of ['class-mean', 'fgsm', 'iterative-fgsm', 'pgd', 'square', 'transfer'] as const)
      expect(attacked(attack, [4])[0]).toBeGreaterThan(0.5)
    expect(made('pgd', [4])[0]!.certified).toBeGreaterThan(0.5)
    expect(attacked('few-coordinate', NETWORKS)).toEqual([0, 0])
    expect(plain).toMatchObject({ regime: 'no-critical-point', findings: [{ code: 'many-small-pushes' }] })
    expect(filtered).toMatchObject({ regime: 'critical-point', findings: [{ code: 'few-large-changes' }] })
    // A black pixel has no gradient behind a filter.
    expect(plain!.vanishing).toBeLessThan(0.01)
    expect(filtered!.vanishing).toBeGreaterThan(0.5)
  })

  test('streams each entry and each portrait once', async () => {
    const frames = await results.frames()
    expect(frames).toHaveLength(5 * (MATRIX_ATTACKS.length + 1))
    result.targets.forEach(({ label: target, ...rest }, column) => {
      const { subject: _, inputs: __, findings: ___, ...portrait } = rest
      expect(frames).toContainEqual({ target, portrait })
      result.attacks.forEach(({ name: attack }, row) => {
        expect(frames).toContainEqual({ target, attack, entry: result.entries[row]![column] })
      })
    })
  })

  test('is a table, and a figure with every label', async () => {
    const rows = await results.table()
    expect(rows).toHaveLength(1 + 5 * MATRIX_ATTACKS.length)
    const figure = await results.figure()
    expect(figure).toContain('Robustness matrix: 10 attacks on 5 targets')
    for (const label of ['mlp-hill-10', 'few-coordinate-evolution', 'critical point', '≥ 1'])
      expect(figure).toContain(`>${label}<`)
  })

  test('is what the attacks by themselves find', async () => {
    const { seed } = matrix([])
    for (const kind of ['class-mean', 'fgsm'] as const) {
      const attack = { kind, seed, target: { classifier: 'mlp-hill-10' }, digits: { count: 6 } }
      const alone = await runJob<Static<typeof DigitAttackResult>>(client, {
        ...attack,
        options: { epsilon: 0.2 },
      })
      const [entry] = made(kind, [4])
      expect(alone.result.accuracy).toEqual({
        clean: entry!.clean,
        attacked: [entry!.attacked],
        certified: [entry!.certified],
      })
    }
  })
})

describe('the inputs of a column', () => {
  const few = { attacks: ['fgsm', 'few-coordinate'] }

  test('are one where chance has no part in them, and that is the mixture itself', async () => {
    const mixture = [
      { bindingTime: 3.5, quantity: 30 },
      { bindingTime: 0.01, quantity: 70 },
    ]
    const column = { target: cell(2, 1), ligands: { mixture }, epsilon: { linf: 0.05 } }
    const { entries, targets } = await run([{ ...column, inputs: 100 }], few)
    expect(targets[0]!.inputs).toBe(1)
    const { target, ligands } = column
    const alone = await runJob<Static<typeof PerturbationResult>>(client, {
      ...{ kind: 'fgsm', seed: 7, target, ligands },
      options: { epsilon: 0.05 },
    })
    const { initial, attacked } = alone.result.output
    expect(entries[0]![0]!.marginLeft).toBeCloseTo((attacked[0]! - 1) / (initial - 1), 12)
    // Without a size in L0 there is no attack in it.
    expect(entries[1]).toEqual([null])
  })

  test('are the same for the same seed, and others for another', async () => {
    const columns = [cellColumn(2, 1, { epsilon: { linf: 0.002 }, inputs: 4 })]
    const attacks = { attacks: ['pgd', 'random', 'square'] }
    const first = await run(columns, attacks)
    expect(await run(columns, attacks)).toEqual(first)
    const other = await run(columns, { ...attacks, seed: 8 })
    expect(other.entries[0]![0]!.marginLeft).not.toBe(first.entries[0]![0]!.marginLeft)
  })

  test('of which none responds are said to have nothing to attack', async () => {
    const column = cellColumn(2, 1, {
      ligands: { bindingTimes: [3.01, 2, 2] },
      attackable: [1, 2],
      epsilon: { linf: 0.1, l0: 2 },
    })
    const { entries, targets } = await run([column], few)
    expect(entries.map(([entry]) => entry)).toMatchObject([
      { clean: 0, attacked: 0, marginLeft: null },
      { clean: 0, attacked: 0, marginLeft: null },
    ])
    expect(targets[0]).toMatchObject({
      regime: null,
      vanishing: null,
      boundary: { linf: null, l2: null },
      findings: [{ code: 'silent-before' }],
    })
  })

  test('that cannot be drawn fail the job, which says where', async () => {
    const populations = [
      { label: 'agonist', count: 5, bindingTime: { distribution: 'normal', mean: 3.5, sd: 0.02 } },
      { label: 'self', count: 5, bindingTime: { distribution: 'normal', mean: 0.1, sd: 0.04 } },
    ]
    const column = { target: cell(2, 1), ligands: { populations }, epsilon: { linf: 0.1 }, inputs: 1000 }
    const job = (await client.submit(matrix([column], few), 30)).json<JobResource>()
    expect(job).toMatchObject({
      status: 'failed',
      error: {
        code: 'negative-binding-time',
        errors: [{ path: '/targets/0/ligands/populations/1/bindingTime' }],
      },
    })
  })
})
