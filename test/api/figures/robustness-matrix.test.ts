import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { labelLines } from '../../../src/api/figures/plot/label-lines.ts'
import { inkOn } from '../../../src/api/figures/plot/shaded-table.ts'
import { textWidth } from '../../../src/api/figures/plot/svg.ts'
import { robustnessMatrixFigure } from '../../../src/api/figures/robustness-matrix.ts'
import { robustnessMatrixCsv } from '../../../src/api/representations/robustness-matrix.ts'
import type { RobustnessMatrixShape } from '../../../src/api/result-shapes.ts'
import { MATRIX_ATTACKS } from '../../../src/jobs/specs/robustness-matrix.ts'
import { blueWhiteRed, rgbOf, viridis } from '../../../src/look/colours.ts'
import { expectSound, find, read } from './drawn.ts'

const TITLE = 'Which attack works & <where>'

type Entry = RobustnessMatrixShape['entries'][number][number]
type MatrixTarget = RobustnessMatrixShape['targets'][number]

const NORMS: Partial<Record<(typeof MATRIX_ATTACKS)[number], 'l2' | 'l0'>> = {
  'pgd-l2': 'l2',
  'few-coordinate': 'l0',
  'few-coordinate-evolution': 'l0',
}
const SIZES = { linf: 0.2, l2: 2, l0: 20 }

/** All attacks on these targets; the entry of an attack and target as `entry` makes it. */
function matrix(
  labels: readonly string[],
  share: (row: number, column: number) => number | null = (row, column) => ((3 * row + 7 * column) % 21) / 20,
  change: Partial<MatrixTarget> = {},
): RobustnessMatrixShape {
  const attacks = MATRIX_ATTACKS.map((name) => {
    const norm = NORMS[name] ?? ('linf' as const)
    return { name, norm, followsGradients: /fgsm|pgd/.test(name) }
  })
  const targets = labels.map((label, column) => ({
    label,
    subject: column % 2 === 0 ? ('cell' as const) : ('digits' as const),
    inputs: column + 1,
    regime: column % 2 === 0 ? ('critical-point' as const) : ('no-critical-point' as const),
    vanishing: 0.5,
    relativeChange: 0.01,
    boundary: { linf: 0.1, l2: 1 },
    steepening: 3,
    findings: [{ code: 'stands' as const, message: 'stands against all attacks of these sizes' }],
    ...change,
  }))
  const entries = attacks.map(({ norm }, row) =>
    labels.map((_, column): Entry => {
      const attacked = share(row, column)
      if (attacked === null) return null
      const certified = Math.max(0, attacked - 0.3)
      return { epsilon: SIZES[norm], norm, clean: 1, attacked, control: 1, certified, marginLeft: attacked }
    }),
  )
  return { attacks, targets, entries }
}

const cells = ['adaptive-proofreading (2, 1)', 'adaptive-proofreading (3, 2)', 'kinetic-proofreading']
const networks = ['mlp-plain', 'mlp-hill-10', 'mlp-robust']
const LONG = [
  'a network of four hidden units behind a filter, trained long',
  'x'.repeat(60),
  '鎖'.repeat(60),
  'W-'.repeat(30),
  '   ',
]
const many = (count: number) => Array.from({ length: count }, (_, i) => LONG[i % LONG.length]!)

const silent = {
  regime: null,
  vanishing: null,
  relativeChange: null,
  boundary: { linf: null, l2: null },
  steepening: null,
}

/** Typical and extreme results. */
const FIGURES: readonly (readonly [string, RobustnessMatrixShape])[] = [
  ['cells and networks', matrix([...cells, ...networks])],
  ['one target', matrix(['mlp-plain'])],
  ['fifteen targets with long names', matrix(many(15))],
  ['fifty targets', matrix(many(50))],
  ['targets that no attack was made on', matrix(cells, () => null, { ...silent, findings: [] })],
  ['targets that respond to nothing', matrix(cells, () => 0, silent)],
  ['shares of many digits', matrix(networks, (row) => 1 - 1 / (3 + row))],
  [
    'many findings',
    matrix(cells, () => 0.123_456_789, {
      findings: Array.from({ length: 6 }, () => ({
        code: 'stands' as const,
        message: 'a finding that goes on, and on, '.repeat(6),
      })),
    }),
  ],
]

describe.each(FIGURES)('the figure of %s', (_, result) => {
  test('is well-formed, whole and without overlaps, and the same each time', () => {
    const svg = robustnessMatrixFigure(TITLE, result)
    expectSound(svg)
    expect(robustnessMatrixFigure(TITLE, result)).toBe(svg)
    expect(read(svg).texts[0]!.text).toBe(TITLE)
  })

  test('has a cell for each attack and target, and for each clean target, side by side', () => {
    const boxes = find(read(robustnessMatrixFigure(TITLE, result)), 'rect', { stroke: '#ffffff' }).map(
      ({ attributes }) => `${attributes.get('x')} ${attributes.get('y')}`,
    )
    expect(boxes).toHaveLength((result.attacks.length + 1) * result.targets.length)
    expect(new Set(boxes).size).toBe(boxes.length)
  })
})

describe('a robustness matrix', () => {
  const result = matrix(['first', 'second'], (row, column) =>
    column === 1 && row === 0 ? null : row / 20 + column / 2,
  )
  const drawn = read(robustnessMatrixFigure(TITLE, result))
  const cellsDrawn = find(drawn, 'rect', { stroke: '#ffffff' })
  const texts = drawn.texts.map(({ text }) => text)

  test('has the colour of the share that still responds', () => {
    const colourOf = (row: number, column: number) =>
      cellsDrawn[(row + 1) * 2 + column]!.attributes.get('fill')!
    const map = viridis().map((colour) => `rgb(${colour.join(',')})`)
    expect(colourOf(-1, 0)).toBe(map.at(-1))
    expect(colourOf(0, 0)).toBe(map[0])
    expect(colourOf(0, 1)).not.toMatch(/^rgb/)
    const steps = MATRIX_ATTACKS.map((_, row) => map.indexOf(colourOf(row, 0)))
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
    expect(steps[8]).toBe(Math.floor(0.4 * map.length))
  })

  test('has the number written in each cell, and below it what is certified', () => {
    expect(texts).toContain('0.45')
    expect(texts).toContain('≥ 0.15')
    expect(texts).toContain('≥ 0.65')
    expect(texts.filter((text) => text.startsWith('≥'))).toHaveLength(3 + 9)
    expect(texts.filter((text) => text === '–')).toHaveLength(1)
  })

  test('does not round up what is certified', () => {
    const { attacks, targets, entries } = matrix(['a'], () => 0.999_96)
    const sure = entries.map((row) => row.map((entry) => entry && { ...entry, certified: 0.999_96 }))
    const svg = robustnessMatrixFigure(TITLE, { attacks, targets, entries: sure })
    expect(svg).toContain('>≥ 0.999<')
  })

  test('has the regime below each label, and the findings with the sizes below the table', () => {
    const columns = ['first', 'second'].map((label) => drawn.texts.find(({ text }) => text === label)!)
    const regimes = ['critical point', 'none'].map((label) => drawn.texts.find(({ text }) => text === label)!)
    for (const i of [0, 1]) {
      expect(regimes[i]!.top).toBeGreaterThanOrEqual(columns[i]!.bottom)
      const centre = ({ left, right }: { left: number; right: number }) => (left + right) / 2
      expect(centre(regimes[i]!)).toBeCloseTo(centre(columns[i]!), 6)
    }
    const notes = texts.join(' ')
    expect(notes).toContain('first (1 input, ε = 0.2 in L∞, 2 in L2, 20 in L0): stands against all')
    expect(notes).toContain('second (2 inputs, ')
  })

  test('says so where no attack was made', () => {
    const none = read(
      robustnessMatrixFigure(
        TITLE,
        matrix(['a'], () => null, { findings: [] }),
      ),
    )
    expect(none.texts.map(({ text }) => text)).toContain('a (1 input): no attack was made.')
  })

  test('as a table has a row an attack and target, empty where the attack was not made', () => {
    const [head, ...rows] = robustnessMatrixCsv(result).trimEnd().split('\r\n')
    expect(head).toBe('attack,norm,target,subject,epsilon,clean,attacked,control,certified,marginLeft,regime')
    expect(rows).toHaveLength(2 * MATRIX_ATTACKS.length)
    expect(rows[1]).toBe('random,linf,second,digits,,,,,,,no-critical-point')
    expect(rows[10]).toBe('pgd-l2,l2,first,cell,2,1,0.25,1,0,0.25,critical-point')
  })
})

test('ink on every colour of the maps has a contrast of 4.5 at the least', () => {
  const luminance = (bytes: readonly number[]) => {
    const [r, g, b] = bytes.map((byte) => {
      const share = byte / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
  }
  for (const colour of [...viridis(), ...blueWhiteRed()]) {
    const [low, high] = [luminance(colour), luminance(rgbOf(inkOn(colour)))].sort((a, b) => a - b)
    expect((high! + 0.05) / (low! + 0.05)).toBeGreaterThanOrEqual(4.5)
  }
})

describe('the lines of a label', () => {
  test('break after spaces and hyphens, and else only within what is too wide', () => {
    expect(labelLines('adaptive-proofreading (2, 1)', 80, 11)).toEqual([
      'adaptive-',
      'proofreading',
      '(2, 1)',
    ])
    expect(labelLines('mlp-hill-10', 80, 11)).toEqual(['mlp-hill-10'])
    expect(labelLines('   ', 80, 11)).toEqual([])
    expect(labelLines('', 80, 11)).toEqual([])
  })

  test('hold all of it and are no wider than they may be, whatever the label', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (label) => {
        const lines = labelLines(label, 80, 11)
        const inked = (text: string) => text.replaceAll(/\s/gu, '')
        expect(inked(lines.join(''))).toBe(inked(label))
        for (const line of lines) {
          expect(line).not.toBe('')
          expect(textWidth(line, 11)).toBeLessThanOrEqual(80)
        }
      }),
    )
  })
})
