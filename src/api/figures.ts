/** A descent, as far as its figure shows it. */
export interface DescentFigureData {
  readonly title: string
  readonly threshold: number
  readonly criticalBindingTime: number
  readonly trajectory: { readonly iteration: readonly number[]; readonly output: readonly number[] }
  readonly histogram: {
    readonly binWidth: number
    readonly initialCounts: readonly number[]
    readonly counts: readonly number[]
  }
}

interface Panel {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

interface Scale {
  readonly of: (value: number) => number
  readonly ticks: readonly { readonly value: number; readonly label: string }[]
}

/** Okabe and Ito's palette, which the colour-blind can tell apart. */
const COLOUR = {
  line: '#0072B2',
  threshold: '#D55E00',
  before: '#999999',
  free: '#009E73',
  agonist: '#CC79A7',
  axis: '#444444',
}

/**
 * A descent as SVG: on the left the output T against the iteration (logarithmic, k + 1) with the threshold marked, on
 * the right the histogram of binding times before (outline) and after (bars), with τc marked.
 */
export function descentFigure(data: DescentFigureData): string {
  const left: Panel = { left: 70, top: 50, width: 340, height: 250 }
  const right: Panel = { left: 500, top: 50, width: 340, height: 250 }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 870 360" role="img" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${escaped(data.title)}</title>`,
    '<rect width="870" height="360" fill="#ffffff"/>',
    text(435, 24, data.title, 'middle', 15),
    ...trajectoryPanel(left, data),
    ...histogramPanel(right, data),
    '</svg>',
  ].join('\n')
}

function trajectoryPanel(
  panel: Panel,
  { trajectory: { iteration, output }, threshold }: DescentFigureData,
): string[] {
  const x = logScale(panel, Math.max(10, (iteration.at(-1) ?? 0) + 1))
  const y = linearScale(
    panel.top + panel.height,
    panel.top,
    ...padded(Math.min(threshold, ...output), Math.max(threshold, ...output)),
  )
  const points = iteration.map((k, i) => `${round(x.of(k + 1))},${round(y.of(output[i]!))}`)
  const at = round(y.of(threshold))
  const last = points.at(-1)!.split(',')
  return [
    ...axes(panel, x, y, 'iteration k + 1', 'output T'),
    `<line x1="${panel.left}" x2="${panel.left + panel.width}" y1="${at}" y2="${at}" stroke="${COLOUR.threshold}" stroke-dasharray="5 4"/>`,
    text(panel.left + 6, at - 5, 'threshold', 'start', 12, COLOUR.threshold),
    `<polyline points="${points.join(' ')}" fill="none" stroke="${COLOUR.line}" stroke-width="1.6"/>`,
    `<circle cx="${last[0]}" cy="${last[1]}" r="3.2" fill="${COLOUR.line}"/>`,
  ]
}

function histogramPanel(panel: Panel, { histogram, criticalBindingTime }: DescentFigureData): string[] {
  const { binWidth, counts, initialCounts } = histogram
  const bins = Math.max(counts.length, initialCounts.length)
  const bottom = panel.top + panel.height
  const x = linearScale(panel.left, panel.left + panel.width, 0, bins * binWidth)
  const y = linearScale(bottom, panel.top, 0, 1.05 * Math.max(greatest(counts), greatest(initialCounts)))
  const bars = counts.map((count, bin) => {
    const [from, to] = [x.of(bin * binWidth), x.of((bin + 1) * binWidth)]
    const colour = (bin + 0.5) * binWidth > criticalBindingTime ? COLOUR.agonist : COLOUR.free
    return count === 0
      ? ''
      : `<rect x="${round(from)}" y="${round(y.of(count))}" width="${round(to - from)}" height="${round(bottom - y.of(count))}" fill="${colour}" fill-opacity="0.75"/>`
  })
  const outline = initialCounts.flatMap((count, bin) =>
    [bin, bin + 1].map((edge) => `${round(x.of(edge * binWidth))},${round(y.of(count))}`),
  )
  const critical = round(x.of(criticalBindingTime))
  return [
    ...axes(panel, x, y, 'binding time τ (s)', 'ligands'),
    ...bars.filter((bar) => bar !== ''),
    `<polyline points="${outline.join(' ')}" fill="none" stroke="${COLOUR.before}" stroke-width="1.2"/>`,
    `<line x1="${critical}" x2="${critical}" y1="${panel.top}" y2="${bottom}" stroke="${COLOUR.threshold}" stroke-dasharray="5 4"/>`,
    text(critical - 5, panel.top + 12, 'τc', 'end', 12, COLOUR.threshold),
    ...legend(panel),
  ]
}

function legend(panel: Panel): string[] {
  const entries: [string, string][] = [
    [COLOUR.before, 'before'],
    [COLOUR.free, 'free, after'],
    [COLOUR.agonist, 'agonists'],
  ]
  return entries.flatMap(([colour, label], i) => {
    const x = panel.left + i * 100
    return [
      `<rect x="${x}" y="342" width="11" height="11" fill="${colour}"/>`,
      text(x + 16, 352, label, 'start'),
    ]
  })
}

function axes(panel: Panel, x: Scale, y: Scale, xLabel: string, yLabel: string): string[] {
  const bottom = panel.top + panel.height
  const middle = panel.top + panel.height / 2
  return [
    `<path d="M${panel.left} ${panel.top}V${bottom}H${panel.left + panel.width}" fill="none" stroke="${COLOUR.axis}"/>`,
    ...x.ticks.flatMap(({ value, label }) => {
      const at = round(x.of(value))
      return [
        `<path d="M${at} ${bottom}v5" stroke="${COLOUR.axis}"/>`,
        text(at, bottom + 18, label, 'middle'),
      ]
    }),
    ...y.ticks.flatMap(({ value, label }) => {
      const at = round(y.of(value))
      return [
        `<path d="M${panel.left} ${at}h-5" stroke="${COLOUR.axis}"/>`,
        text(panel.left - 8, at + 4, label, 'end'),
      ]
    }),
    text(panel.left + panel.width / 2, bottom + 35, xLabel, 'middle'),
    `<text transform="translate(${panel.left - 56} ${middle}) rotate(-90)" text-anchor="middle" fill="${COLOUR.axis}">${yLabel}</text>`,
  ]
}

function linearScale(from: number, to: number, least: number, greatest: number): Scale {
  const span = greatest - least || 1
  const step = niceStep(span / 5)
  const ticks = []
  for (let n = Math.ceil(least / step - 1e-9); n * step <= greatest + 1e-9 * span; n++) {
    ticks.push({ value: n * step, label: String(Number((n * step).toPrecision(6))) })
  }
  return { of: (value) => from + ((value - least) / span) * (to - from), ticks }
}

function logScale({ left, width }: Panel, greatest: number): Scale {
  const decades = Math.log10(greatest)
  const ticks = Array.from({ length: Math.floor(decades) + 1 }, (_, i) => ({
    value: 10 ** i,
    label: i < 4 ? String(10 ** i) : `1e${i}`,
  }))
  return { of: (value) => left + (Math.log10(value) / decades) * width, ticks }
}

/** 1, 2 or 5 times a power of ten, the least that is not below `rough`. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough * (1 - 1e-9))!
}

function padded(least: number, greatest: number): [number, number] {
  const room = 0.06 * (greatest - least) || 0.1 * Math.abs(greatest)
  return [least - room, greatest + room]
}

/** Without spreading them into arguments, of which there cannot be a hundred thousand. */
function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}

function round(value: number): number {
  return Math.round(100 * value) / 100
}

function text(
  x: number,
  y: number,
  content: string,
  anchor: string,
  size = 12,
  colour = COLOUR.axis,
): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}" fill="${colour}">${escaped(content)}</text>`
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
