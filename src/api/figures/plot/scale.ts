import { loadLater } from '../../../load-later.ts'
import { formatNumber, powerOfTen } from '../../../look/numbers.ts'
import type { Extent } from './extent.ts'
import { FONT_SIZE, textWidth } from './svg.ts'

const d3 = loadLater<typeof import('d3-scale')>('d3-scale')

export type ScaleKind = 'linear' | 'log'

export interface Tick {
  readonly value: number
  /** In px along the axis. */
  readonly at: number
  readonly label: string
}

/** Places along an axis. */
export interface Scale {
  readonly kind: ScaleKind
  readonly domain: Extent
  /** Where a value is, in px; NaN for one that a logarithmic axis does not have. */
  of(value: number): number
  /** What is at a place. */
  at(px: number): number
  /** Labels that do not overlap. */
  readonly ticks: readonly Tick[]
  /** Places of marks without a label. */
  readonly minor: readonly number[]
}

/** Least free room between two labels, in px. */
const ROOM = { horizontal: 10, vertical: 12 }

/** A scale from `domain` to px in `range`, its ticks as many as fit in that direction, at whole numbers if asked for. */
export function makeScale(
  kind: ScaleKind,
  domain: Extent,
  range: Extent,
  direction: keyof typeof ROOM,
  whole = false,
): Scale {
  const map = kind === 'log' ? d3().scaleLog(domain, range) : d3().scaleLinear(domain, range)
  const of = (value: number) => (kind === 'log' && value <= 0 ? Number.NaN : map(value))
  const placed = (value: number, label: string): Tick => ({ value, at: of(value), label })
  const candidates = kind === 'log' ? logCandidates(domain) : linearCandidates(domain, whole)
  const ticks = fitting(
    candidates.map((values) => values.map(({ value, label }) => placed(value, label))),
    direction,
  )
  const minor = kind === 'log' ? minorPlaces(domain, ticks).map(of) : []
  return { kind, domain, of, at: (px) => map.invert(px), ticks, minor }
}

type Labelled = Pick<Tick, 'value' | 'label'>

/** Ticks for a linear axis, from many to few, those of one list with as many decimals. */
function linearCandidates([least, greatest]: Extent, whole: boolean): Labelled[][] {
  // An end that rounding alone put below its tick shows that tick.
  const slack = 1e-9 * (greatest - least)
  const scale = d3().scaleLinear([least - slack, greatest + slack], [0, 1])
  return [6, 5, 4, 3, 2, 1].map((count) => {
    const values = scale.ticks(count).filter((value) => !whole || Number.isInteger(value))
    const plain = values.every((value) => value === 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6))
    const decimals = Math.max(0, ...values.map((value) => String(value).split('.')[1]?.length ?? 0))
    const label = (value: number) =>
      plain ? value.toFixed(decimals).replace('-', '−') : formatNumber(value, 12)
    return values.map((value) => ({ value, label: label(value) }))
  })
}

/** Ticks for a logarithmic axis, from many to few: 1, 2, 5 of every decade, every power, every second, … */
function logCandidates(domain: Extent): Labelled[][] {
  const powers = powersWithin(domain)
  const fine = [...powersWithin([domain[0] / 10, domain[1]])].flatMap((power) =>
    [1, 2, 5]
      .map((factor) => factor * 10 ** power)
      .filter((value) => value >= domain[0] && value <= domain[1])
      .map((value) => ({ value, label: formatNumber(value) })),
  )
  const coarse = [1, 2, 3, 4, 5, 10, 20, 50, 100].map((stride) =>
    powers
      .filter((power) => power % stride === 0)
      .map((power) => ({ value: 10 ** power, label: powerOfTen(power) })),
  )
  if (powers.length >= 3) return coarse
  if (fine.length >= 3) return [fine, ...coarse]
  return linearCandidates(domain, false).map((ticks) => ticks.filter(({ value }) => value > 0))
}

function powersWithin([least, greatest]: Extent): number[] {
  const first = Math.ceil(Math.log10(least) - 1e-9)
  const last = Math.floor(Math.log10(greatest) + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
}

/** Two to nine of every decade, and the powers without a label; powers alone where there are many. */
function minorPlaces([least, greatest]: Extent, ticks: readonly Tick[]): number[] {
  const powers = powersWithin([least / 10, greatest])
  const factors = powers.length > 10 ? [1] : [1, 2, 3, 4, 5, 6, 7, 8, 9]
  const labelled = new Set(ticks.map(({ value }) => value))
  return powers
    .flatMap((power) => factors.map((factor) => factor * 10 ** power))
    .filter((value) => value >= least && value <= greatest && !labelled.has(value))
}

/** The first of the candidates whose labels all fit; of the last one, those that do. */
function fitting(candidates: readonly Tick[][], direction: keyof typeof ROOM): Tick[] {
  const useful = candidates.filter(({ length }) => length > 1)
  const chosen = useful.find((ticks) => withoutOverlap(ticks, direction).length === ticks.length)
  return (
    chosen ?? withoutOverlap(useful.at(-1) ?? candidates.find(({ length }) => length > 0) ?? [], direction)
  )
}

function withoutOverlap(ticks: readonly Tick[], direction: keyof typeof ROOM): Tick[] {
  const extent = ({ label }: Tick) => (direction === 'horizontal' ? textWidth(label) : FONT_SIZE)
  const kept: Tick[] = []
  for (const tick of ticks) {
    const last = kept.at(-1)
    const needed = last === undefined ? 0 : (extent(last) + extent(tick)) / 2 + ROOM[direction]
    if (last === undefined || Math.abs(tick.at - last.at) >= needed) kept.push(tick)
  }
  return kept
}
