import { labelOf, type PropertySchema } from '../forms/schema.ts'

/** A slider: what it sets, and over which range, evenly in the value or in its logarithm. */
export interface SliderRange {
  readonly label: string
  readonly hint?: string
  readonly least: number
  readonly greatest: number
  /** Of a linear slider. */
  readonly step: number
  readonly log: boolean
  /** What holds when nothing is typed. */
  readonly fallback?: number
  readonly whole: boolean
}

/** Positions of a logarithmic slider, from 0 on. */
const POSITIONS = 1000

/** Places of a number that a logarithmic slider sets. */
const SLIDER_DIGITS = 3

/** Of the ideal model, whose parameters have no defaults to put a range around. */
const IDEAL_RANGES: Readonly<Record<string, Pick<SliderRange, 'least' | 'greatest' | 'step'>>> = {
  N: { least: 1, greatest: 8, step: 0.1 },
  m: { least: 0, greatest: 7.9, step: 0.1 },
  criticalBindingTime: { least: 0.5, greatest: 10, step: 0.1 },
}

/** The slider of a model's parameter: a decade to both sides of its default, within what the service takes. */
export function parameterSlider(name: string, schema: PropertySchema): SliderRange {
  const { label, hint } = wordsOf(name, schema)
  const fallback = typeof schema.default === 'number' ? schema.default : undefined
  const whole = schema.type === 'integer'
  const common = { label, ...(hint && { hint }), ...(fallback !== undefined && { fallback }), whole }
  if (fallback === undefined) {
    const range = IDEAL_RANGES[name] ?? { least: schema.minimum ?? 0, greatest: 10, step: 0.1 }
    return { ...common, ...range, log: false }
  }
  const [minimum, maximum] = [schema.minimum ?? 0, schema.maximum ?? Number.POSITIVE_INFINITY]
  if (whole) {
    const greatest = Math.min(maximum, Math.max(8, 2 * fallback))
    return { ...common, least: minimum, greatest, step: 1, log: false }
  }
  if (fallback === 0) return { ...common, least: 0, greatest: Math.min(maximum, 1), step: 0.01, log: false }
  return {
    ...common,
    least: Math.max(minimum, fallback / 10),
    greatest: Math.min(maximum, fallback * 10),
    step: 0,
    log: true,
  }
}

/** The sliders of what the cell sees. */
export const LIGAND_SLIDERS = {
  tau1: {
    label: 'binding time of the agonist τ1 (s)',
    least: 0.1,
    greatest: 20,
    step: 0.1,
    log: false,
    whole: false,
  },
  L1: { label: 'number of agonists L1', least: 1, greatest: 1e6, step: 0, log: true, whole: false },
  L2: { label: 'number of antagonists L2', least: 1, greatest: 1e6, step: 0, log: true, whole: false },
} as const satisfies Record<string, SliderRange>

/** `φ: rate of a step, in 1/s` as a label with symbol and unit, and what is left as a hint. */
function wordsOf(name: string, { description = '' }: PropertySchema): { label: string; hint?: string } {
  const [, symbol, time, rest] = /^([^\s:,]{1,4})(, in s)?: (.*)$/.exec(description) ?? []
  if (symbol === undefined || rest === undefined) return { label: labelOf(name), hint: description }
  const rate = /, in (1\/s|s)$/.exec(rest)
  const unit = time ? 's' : rate?.[1]
  const hint = rate ? rest.slice(0, rate.index) : rest
  return { label: `${labelOf(name)} ${symbol}${unit ? ` (${unit})` : ''}`, hint }
}

/** The attributes of the slider itself: its positions. */
export function positionsOf({ least, greatest, step, log }: SliderRange): {
  readonly min: number
  readonly max: number
  readonly step: number
} {
  return log ? { min: 0, max: POSITIONS, step: 1 } : { min: least, max: greatest, step }
}

/** Where on the slider a value is; the nearer end for one beyond it. */
export function positionOf(value: number, { least, greatest, log }: SliderRange): number {
  const within = Math.min(greatest, Math.max(least, value))
  return log ? Math.round((POSITIONS * Math.log(within / least)) / Math.log(greatest / least)) : within
}

/** The value at a position, as few digits as say it. */
export function valueAt(position: number, { least, greatest, log }: SliderRange): number {
  if (!log) return position
  const value = least * (greatest / least) ** (position / POSITIONS)
  return Number(value.toPrecision(SLIDER_DIGITS))
}
