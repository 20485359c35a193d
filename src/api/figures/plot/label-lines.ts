import { textWidth } from './svg.ts'

/** A label as lines no wider than `width`, broken after spaces and hyphens, and within a word that is wider itself. */
export function labelLines(label: string, width: number, size: number): string[] {
  const fits = (line: string) => textWidth(line.trimEnd(), size) <= width
  const lines: string[] = []
  let line = ''
  for (const piece of label.split(/(?<=[\s-])/u).flatMap((word) => cut(word, fits))) {
    if (!fits(line + piece)) {
      lines.push(line)
      line = ''
    }
    line += piece
  }
  return [...lines, line].map((text) => text.trim()).filter((text) => text !== '')
}

/** A word in parts that fit, of one character at the least. */
function cut(word: string, fits: (line: string) => boolean): string[] {
  const parts: string[] = []
  let part = ''
  for (const character of word) {
    if (part !== '' && !fits(part + character)) {
      parts.push(part)
      part = ''
    }
    part += character
  }
  return [...parts, part]
}
