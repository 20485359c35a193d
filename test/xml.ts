/** An element of an XML document. */
export interface XmlElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** Its own character data, entities resolved. */
  readonly text: string
}

const NAME = '[A-Za-z_:][\\w:.-]*'
const TAG = new RegExp(`<(/?)(${NAME})((?:\\s+${NAME}="[^"<]*")*)\\s*(/?)>`, 'y')
const ATTRIBUTE = new RegExp(`(${NAME})="([^"<]*)"`, 'g')
const ENTITIES = new Map([
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
])
/** What XML 1.0 allows, beyond ASCII too; neither other control characters nor halves of surrogate pairs. */
const ALLOWED = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u

/**
 * Reads an XML document of elements, attributes and text alone, and throws for anything that is not well-formed: a
 * strict parser for what the service itself writes.
 */
export function parseXml(source: string): XmlElement {
  if (!ALLOWED.test(source)) throw new Error('there is a character that XML does not allow')
  const root = { name: '', attributes: new Map<string, string>(), children: [] as XmlElement[], text: '' }
  const open: (typeof root)[] = [root]
  let at = 0
  while (at < source.length) {
    const next = source.indexOf('<', at)
    const data = source.slice(at, next === -1 ? source.length : next)
    open.at(-1)!.text += resolved(data)
    if (next === -1) break
    TAG.lastIndex = next
    const tag = TAG.exec(source)
    if (tag === null) throw new Error(`there is no tag at “${source.slice(next, next + 40)}”`)
    at = TAG.lastIndex
    const [, closing, name, attributes, single] = tag as unknown as [string, string, string, string, string]
    if (closing) {
      const last = open.pop()!
      if (last.name !== name) throw new Error(`</${name}> closes <${last.name}>`)
      continue
    }
    const element = { name, attributes: attributesOf(attributes), children: [], text: '' }
    open.at(-1)!.children.push(element)
    if (!single) open.push(element)
  }
  if (open.length !== 1) throw new Error(`<${open.at(-1)!.name}> is not closed`)
  if (root.children.length !== 1 || root.text.trim() !== '') throw new Error('there is not one root element')
  return root.children[0]!
}

/** An element and all within it. */
export function* descendants(element: XmlElement): Generator<XmlElement> {
  yield element
  for (const child of element.children) yield* descendants(child)
}

function attributesOf(source: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name, value] of source.matchAll(ATTRIBUTE)) {
    if (attributes.has(name!)) throw new Error(`the attribute ${name} is given twice`)
    attributes.set(name!, resolved(value!))
  }
  return attributes
}

function resolved(data: string): string {
  if (data.includes(']]>')) throw new Error('“]]>” stands in character data')
  return data.replaceAll(/&[^;]*;?/g, (entity) => {
    const character = ENTITIES.get(entity)
    if (character === undefined) throw new Error(`there is no entity “${entity}”`)
    return character
  })
}
