export type Attributes = Readonly<Record<string, string | number>>

/** An element with its attributes escaped, numbers to a hundredth of a pixel; children are XML already. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? hundredth(value) : escaped(value)}"`)
    .join('')
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`
}

/** Throws for what is no number: a figure with a point at NaN would be shown without it, silently. */
export function hundredth(value: number): number {
  if (!Number.isFinite(value)) throw new Error(`${value} has no place in a figure`)
  return Math.round(100 * value) / 100 + 0
}

/** Any text as XML character data; what XML does not allow at all becomes U+FFFD. */
export function escaped(content: string): string {
  return content
    .toWellFormed()
    .replaceAll(FORBIDDEN, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

export interface TextStyle {
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly size?: number
  readonly colour?: string
  readonly bold?: boolean
  /** Turned a quarter to the left about its place. */
  readonly upwards?: boolean
  /** With a white rim, for a text that lies on a picture. */
  readonly rimmed?: boolean
}

/** Of all text but titles, in px. */
export const FONT_SIZE = 12
/** Of text and axes. */
export const INK = '#333333'

export function text(x: number, y: number, content: string, style: TextStyle = {}): string {
  const { anchor = 'start', size = FONT_SIZE, colour = INK, bold, upwards, rimmed } = style
  return element(
    'text',
    {
      ...(upwards ? { transform: `translate(${hundredth(x)} ${hundredth(y)}) rotate(-90)` } : { x, y }),
      'text-anchor': anchor,
      'font-size': size,
      fill: colour,
      ...(bold && { 'font-weight': 600 }),
      ...(rimmed && { stroke: '#ffffff', 'stroke-width': 3, 'paint-order': 'stroke' }),
    },
    escaped(content),
  )
}

/** Widths of characters in em of a wide sans serif (DejaVu Sans), so that a narrower font fits as well. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijl|.,:;'!]/u, 0.34],
  [/[ \u00a0()[\]ftrIJ/-]/u, 0.42],
  [/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃]/u, 0.42],
  [/[mwMW%@]/u, 0.98],
  [/[A-Z≤≥=+−≈∞]/u, 0.8],
  [/[\u1100-\uffff]/u, 1.05],
]

/** About how wide a text is, in px; rather too much than too little. */
export function textWidth(content: string, size: number = FONT_SIZE): number {
  let width = 0
  for (const character of content) {
    width += WIDTHS.find(([pattern]) => pattern.test(character))?.[1] ?? 0.64
  }
  return width * size
}

/** A text cut to a width, with an ellipsis where something was cut off. */
export function shortened(content: string, width: number): string {
  if (textWidth(content) <= width) return content
  const characters = [...content]
  while (characters.length > 1 && textWidth(`${characters.join('')}…`) > width) characters.pop()
  return `${characters.join('').trimEnd()}…`
}

/** A text as lines no wider than `width`, broken at spaces; a longer word is cut. */
export function wrapped(content: string, width: number, size: number = FONT_SIZE): string[] {
  const lines: string[] = []
  for (const word of content.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`
    if (lines.length === 0) lines.push(word)
    else if (textWidth(longer, size) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines.map((line) => shortened(line, (width * FONT_SIZE) / size))
}
