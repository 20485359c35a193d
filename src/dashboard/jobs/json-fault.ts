/** Where a text stops being JSON, counted from 1, and why in words. */
export interface JsonFault {
  readonly offset: number
  readonly line: number
  readonly column: number
  readonly message: string
}

/** The first fault of a text that should be JSON; null where there is none. Browsers' own messages often lack the place. */
export function jsonFault(text: string): JsonFault | null {
  try {
    JSON.parse(text)
    return null
  } catch {
    const { offset, message } = firstFault(text)
    const before = text.slice(0, offset).split('\n')
    return { offset, message, line: before.length, column: before.at(-1)!.length + 1 }
  }
}

class Fault extends Error {
  readonly offset: number

  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

function firstFault(text: string): Pick<JsonFault, 'offset' | 'message'> {
  try {
    const end = blank(text, value(text, blank(text, 0)))
    return { offset: end, message: `nothing may follow the end of the spec, but ${shown(text, end)} does` }
  } catch (error) {
    if (error instanceof Fault) return { offset: error.offset, message: error.message }
    throw error
  }
}

// Each of these takes where something begins and returns where it ends, or throws a Fault.

function blank(text: string, from: number): number {
  return from + /^[ \t\n\r]*/.exec(text.slice(from))![0].length
}

function value(text: string, from: number): number {
  const first = text[from]
  if (first === '{') return object(text, from)
  if (first === '[') return sequence(text, from, ']', value)
  if (first === '"') return string(text, from)
  const plain = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/.exec(
    text.slice(from, from + 400),
  )
  if (plain === null)
    throw new Fault(from, `a value is expected here, not ${shown(text, from)}${hint(first)}`)
  return from + plain[0].length
}

function object(text: string, from: number): number {
  return sequence(text, from, '}', (_, at) => {
    if (text[at] !== '"') {
      throw new Fault(at, `a field’s name in double quotes is expected here, not ${shown(text, at)}`)
    }
    const colon = blank(text, string(text, at))
    if (text[colon] !== ':') {
      throw new Fault(colon, `a colon is expected after the field’s name, not ${shown(text, colon)}`)
    }
    return value(text, blank(text, colon + 1))
  })
}

/** What stands between brackets, with commas between. */
function sequence(
  text: string,
  from: number,
  close: string,
  item: (text: string, at: number) => number,
): number {
  let at = blank(text, from + 1)
  if (text[at] === close) return at + 1
  for (;;) {
    at = blank(text, item(text, at))
    if (text[at] === close) return at + 1
    if (text[at] !== ',') throw new Fault(at, `a comma or ${close} is expected here, not ${shown(text, at)}`)
    const comma = at
    at = blank(text, at + 1)
    if (text[at] === close) throw new Fault(comma, `there is a comma before ${close}, with nothing after it`)
  }
}

function string(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '"') return at + 1
    if (text[at]! < ' ') break
    if (text[at] === '\\') {
      if (!/^\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/.test(text.slice(at, at + 6))) {
        throw new Fault(at, 'this is no escape that JSON knows')
      }
      at++
    }
  }
  throw new Fault(from, 'the text that begins here has no closing double quote on its line')
}

function shown(text: string, at: number): string {
  return at >= text.length ? 'the end of the text' : `“${String.fromCodePoint(text.codePointAt(at)!)}”`
}

function hint(first: string | undefined): string {
  return first === "'" ? '; texts stand in double quotes' : ''
}
