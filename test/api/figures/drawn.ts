import { decode } from 'fast-png'
import { expect } from 'vitest'
import { textWidth } from '../../../src/api/figures/plot/svg.ts'
import { descendants, parseXml, type XmlElement } from '../../xml.ts'

/** A rectangle in the px of the whole figure. */
export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface DrawnText extends Box {
  readonly text: string
}

/** A figure as it was drawn. */
export interface Drawn {
  readonly width: number
  readonly height: number
  /** In the px of the panel that they belong to. */
  readonly elements: readonly XmlElement[]
  readonly texts: readonly DrawnText[]
}

/** Reads a figure; throws where it is no well-formed XML. */
export function read(svg: string): Drawn {
  const root = parseXml(svg)
  const [, , width, height] = root.attributes.get('viewBox')!.split(' ').map(Number)
  return { width: width!, height: height!, elements: [...descendants(root)], texts: textsOf(root, 0, 0) }
}

export function numberOf(element: XmlElement, name: string): number {
  return Number(element.attributes.get(name))
}

/** Those elements of this name that have all these attributes. */
export function find({ elements }: Drawn, name: string, attributes: Readonly<Record<string, string>> = {}) {
  return elements.filter(
    (element) =>
      element.name === name &&
      Object.entries(attributes).every(([key, value]) => element.attributes.get(key) === value),
  )
}

/** The points of a polyline or polygon. */
export function pointsOf(element: XmlElement): [number, number][] {
  return element.attributes
    .get('points')!
    .split(' ')
    .map((point) => point.split(',').map(Number) as [number, number])
}

/** The picture of an image element: the colour of each pixel as #rrggbb, row by row. */
export function pictureOf(element: XmlElement): { width: number; height: number; colours: string[] } {
  const [head, data] = element.attributes.get('href')!.split(',')
  expect(head).toBe('data:image/png;base64')
  const { width, height, data: pixels, palette } = decode(Buffer.from(data!, 'base64'), { checkCrc: true })
  const names = palette!.map((colour) => `#${Buffer.from(colour).toString('hex')}`)
  return { width, height, colours: Array.from(pixels, (pixel) => names[pixel]!) }
}

/**
 * Fails unless a figure is well-formed, named for screen readers, holds no number that is none, keeps all its text
 * within itself and no text upon another.
 */
export function expectSound(svg: string): void {
  const drawn = read(svg)
  const [root, title] = drawn.elements
  expect(root!.name).toBe('svg')
  expect(root!.attributes.get('role')).toBe('img')
  expect(title).toMatchObject({ name: 'title' })
  expect(title!.text).not.toBe('')
  expect(svg.replaceAll(/base64,[^"]*/g, '')).not.toMatch(/NaN|Infinity|undefined|null/)
  for (const text of drawn.texts) {
    expect(text.left, text.text).toBeGreaterThanOrEqual(0)
    expect(text.top, text.text).toBeGreaterThanOrEqual(0)
    expect(text.right, text.text).toBeLessThanOrEqual(drawn.width)
    expect(text.bottom, text.text).toBeLessThanOrEqual(drawn.height)
  }
  expect(overlaps(drawn.texts)).toEqual([])
}

function overlaps(texts: readonly DrawnText[]): string[] {
  return texts.flatMap((a, i) =>
    texts
      .slice(i + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `“${a.text}” upon “${b.text}”`),
  )
}

function textsOf(element: XmlElement, dx: number, dy: number): DrawnText[] {
  const [, tx, ty] = /^translate\((\S+) (\S+)\)/.exec(element.attributes.get('transform') ?? '') ?? []
  const [x, y] = [dx + Number(tx ?? 0), dy + Number(ty ?? 0)]
  if (element.name === 'text') return [boxOf(element, x, y)]
  return element.children.flatMap((child) => textsOf(child, x, y))
}

/** Where a text is: its letters reach from 0.75 em above its line to 0.2 em below. */
function boxOf(element: XmlElement, dx: number, dy: number): DrawnText {
  const size = numberOf(element, 'font-size')
  const width = textWidth(element.text, size)
  const before = { start: 0, middle: 0.5, end: 1 }[element.attributes.get('text-anchor')!]! * width
  const { text } = element
  if (element.attributes.get('transform')?.includes('rotate(-90)')) {
    return {
      text,
      left: dx - 0.75 * size,
      right: dx + 0.2 * size,
      top: dy - width + before,
      bottom: dy + before,
    }
  }
  const [x, y] = [dx + numberOf(element, 'x'), dy + numberOf(element, 'y')]
  return { text, left: x - before, right: x - before + width, top: y - 0.75 * size, bottom: y + 0.2 * size }
}
