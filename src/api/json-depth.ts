const QUOTE = 34
const BACKSLASH = 92
const OPENING = new Set([91, 123])
const CLOSING = new Set([93, 125])

/** Whether arrays and objects in a JSON text lie deeper in one another than so many levels; whatever is no JSON is looked at all the same. */
export function isDeeperThan(levels: number, json: string): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i)
    if (inString) {
      if (code === BACKSLASH) i++
      else if (code === QUOTE) inString = false
    } else if (code === QUOTE) inString = true
    else if (OPENING.has(code)) {
      if (++depth > levels) return true
    } else if (CLOSING.has(code)) depth--
  }
  return false
}
