import { describe, expect, it } from 'vitest'
import type { Method } from '../../src/dashboard/attack/attack-methods.ts'
import { chartOf, curveOf, partialCurve } from '../../src/dashboard/digits/curves.ts'
import { attackSpec, normOf, sizesUpTo } from '../../src/dashboard/digits/digit-methods.ts'
import { edgesOf, type Landscape, nearest, readingAt, scaleOf } from '../../src/dashboard/digits/landscape.ts'
import { listOf, numbersOf } from '../../src/dashboard/digits/lists.ts'
import { type Entries, placeOf, unfinishedTable, withEntry } from '../../src/dashboard/digits/matrix.ts'
import { NONE_SO_FAR, withMessage } from '../../src/dashboard/digits/right-so-far.ts'
import { inkOn } from '../../src/dashboard/digits/shade.ts'
import type { StreamMessage } from '../../src/dashboard/service/follow.ts'
import { type Rgb, viridis } from '../../src/look/colours.ts'

const frame = (data: object, seq = 1): StreamMessage => ({
  type: 'frame',
  job: 'a',
  attempt: 1,
  seq,
  data: data as Extract<StreamMessage, { type: 'frame' }>['data'],
})

const PGD: Method = {
  kind: 'pgd',
  type: 'attack',
  subject: 'digits',
  title: '',
  source: '',
  costFormula: '',
  submitTo: '/v1/attacks',
  mediaTypes: [],
  spec: {
    properties: {
      options: {
        properties: {
          epsilon: { anyOf: [{ type: 'number' }, { type: 'array' }] },
          norm: { enum: ['linf', 'l2'], default: 'linf' },
          steps: { type: 'integer' },
        },
      },
    },
  },
}

describe('sizes of an attack', () => {
  it('go evenly up to the largest, without the last bits of a division', () => {
    expect(sizesUpTo(0.3, 3, 'linf')).toEqual([0.1, 0.2, 0.3])
    expect(sizesUpTo(0.2, 1, 'linf')).toEqual([0.2])
  })

  it('are whole numbers of pixels in l0, each once', () => {
    expect(sizesUpTo(3, 4, 'l0')).toEqual([1, 2, 3])
  })

  it('must be a whole number of them', () => {
    for (const count of [0, 1.5, 101, Number.NaN]) {
      expect(() => sizesUpTo(0.2, count, 'linf')).toThrow('whole, from 1 to 100')
    }
  })

  it('are read from a list, where what is no number is not passed over', () => {
    expect(numbersOf('0, 0.05;0.1 0.2,')).toEqual([0, 0.05, 0.1, 0.2])
    expect(numbersOf('0, x')).toEqual([0, Number.NaN])
    expect(listOf('cell (2, 1);linear', ';')).toEqual(['cell (2, 1)', 'linear'])
  })
})

describe('the spec of an attack', () => {
  it('names the digits of the classifier, and leaves out what was not typed', () => {
    const spec = attackSpec(PGD, { name: 'mine', labels: [4, 9] }, { count: 10, examples: 2 }, [0.1, 0.2], {
      steps: '7',
      norm: '',
    })
    expect(spec).toMatchObject({
      kind: 'pgd',
      target: { classifier: 'mine' },
      digits: { labels: [4, 9], count: 10, examples: 2 },
      options: { steps: 7, epsilon: [0.1, 0.2] },
    })
    expect(spec.options).not.toHaveProperty('norm')
    expect(normOf(PGD, {})).toBe('linf')
    expect(normOf(PGD, { norm: 'l2' })).toBe('l2')
  })
})

describe('counts of rightly told images', () => {
  const first = frame({ from: 0, to: 5, right: { clean: 5, attacked: [4, 1] } })
  const second = frame({ from: 5, to: 8, right: { clean: 2, attacked: [2, 0] } }, 2)

  it('add up over the frames, and do not count twice what is told again', () => {
    const counts = [first, second, first].reduce(withMessage, NONE_SO_FAR)
    expect(counts).toEqual({ images: 8, clean: 7, attacked: [6, 1], next: 8 })
  })

  it('make a curve in the order of the sizes', () => {
    const counts = [first, second].reduce(withMessage, NONE_SO_FAR)
    const spec = {
      kind: 'pgd',
      seed: 7,
      target: { classifier: 'mine' },
      digits: {},
      options: { epsilon: [0.3, 0.1] },
    }
    expect(partialCurve(spec, NONE_SO_FAR)).toBeNull()
    expect(partialCurve(spec, counts)).toMatchObject({
      complete: false,
      epsilon: [0.1, 0.3],
      attacked: [1 / 8, 6 / 8],
      certified: null,
    })
  })
})

describe('the chart of several curves', () => {
  it('has a line for each, with gaps where one has no such size', () => {
    const curve = (classifier: string, epsilon: number[], attacked: number[]) =>
      curveOf({ kind: 'pgd', seed: 7, target: { classifier }, digits: {} }, {
        classifier: { name: classifier },
        images: 4,
        norm: 'linf',
        epsilon,
        accuracy: { clean: 1, attacked, certified: attacked.map(() => 0) },
        control: { accuracy: attacked },
      } as unknown as Parameters<typeof curveOf>[1])
    const curves = [curve('a', [0.2, 0], [0.5, 1]), curve('b', [0.1], [0.25])]
    const { series, data, markers } = chartOf(curves, { certified: true, control: false }, '#fff')
    expect(series.map(({ label }) => label)).toEqual([
      'a certified',
      'a attacked',
      'b certified',
      'b attacked',
    ])
    expect(data).toEqual([
      [0, 0.1, 0.2],
      [0, null, 0],
      [1, null, 0.5],
      [null, 0, null],
      [null, 0.25, null],
    ])
    expect(markers.map(({ x, y, shape }) => [x, y, shape])).toEqual([
      [0, 1, 'circle'],
      [0.2, 0.5, 'circle'],
      [0.1, 0.25, 'diamond'],
    ])
  })
})

describe('a robustness matrix that is not yet whole', () => {
  it('has its rows and columns from the spec, and its entries from the frames', () => {
    const none: Entries = new Map()
    const entry = { attacked: 0.5 }
    const entries = [
      frame({ target: 'linear', attack: 'fgsm', entry }),
      frame({ target: 'linear', portrait: {} }, 2),
      frame({ target: 'cell', attack: 'class-mean', entry: null }, 3),
    ].reduce(withEntry, none)
    const spec = {
      kind: 'robustness-matrix',
      targets: [{ target: { classifier: 'linear' } }, { label: 'cell', target: { model: 'x' } }],
    } as unknown as Parameters<typeof unfinishedTable>[0]
    const table = unfinishedTable(spec, ['fgsm', 'class-mean'], entries)
    expect(table.attacks).toEqual(['fgsm', 'class-mean'])
    expect(table.targets).toEqual(['linear', 'cell'])
    expect(table.entries.get(placeOf('fgsm', 'linear'))).toEqual(entry)
    expect(table.entries.get(placeOf('class-mean', 'cell'))).toBeNull()
    expect(table.entries.get(placeOf('fgsm', 'cell'))).toBeUndefined()
  })

  it('is written in an ink that has a contrast of 4.5 on every colour', () => {
    const luminance = (colour: Rgb) => {
      const [r, g, b] = colour.map((byte) =>
        byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4,
      )
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
    }
    for (const colour of viridis()) {
      const ground = luminance(colour)
      const contrast = inkOn(colour) === '#ffffff' ? 1.05 / (ground + 0.05) : (ground + 0.05) / 0.05
      expect(contrast).toBeGreaterThanOrEqual(4.5)
    }
  })
})

describe('a landscape', () => {
  const landscape = {
    threshold: 1,
    x: { label: 'across', unit: 's', values: [0, 1, 3] },
    y: { label: 'up', unit: 's', values: [0, 10] },
    origin: { x: 0, y: 0 },
    corners: null,
    outside: 'clip',
    boundary: [],
    output: [
      [0.5, 1, 2],
      [1, 2, 50],
    ],
  } as unknown as Landscape

  it('fills the plane with areas that meet halfway between its samples', () => {
    expect(edgesOf([0, 1, 3])).toEqual([-0.5, 0.5, 2, 4])
    expect(nearest([0, 1, 3], 2.1)).toBe(2)
  })

  it('is coloured by factors where its outputs span decades', () => {
    const scale = scaleOf(landscape)
    expect(scale.log).toBe(true)
    expect(scale.shareOf(5)).toBeCloseTo(0.5, 12)
    expect(scaleOf({ ...landscape, output: [[-1, 1]] }).shareOf(0)).toBe(0.5)
  })

  it('is read off in words, with what the cell does there', () => {
    expect(readingAt(landscape, { column: 2, row: 1 })).toBe('across 3 s, up 10 s: output T 50, responds')
    expect(readingAt(landscape, { column: 1, row: 0 })).toBe('across 1 s, up 0 s: output T 1, silent')
  })
})
