/** An answer as its bytes say it. */
export interface RawAnswer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  /** Of a 101, what the new protocol has sent, a character a byte. */
  readonly body: string
  /** Whether the connection ended before it did. */
  readonly cut: boolean
}

/** Reads the answers that came on a connection. Throws where what came is no HTTP. */
export function readAnswers(bytes: Buffer, methods: readonly string[]): RawAnswer[] {
  const answers: RawAnswer[] = []
  let rest = bytes
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n')
    // The connection was cut within a head.
    if (end === -1) return answers
    const [first, ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n')
    const status = Number(/^HTTP\/1\.[01] ([1-5]\d\d) /.exec(`${first} `)?.[1])
    if (Number.isNaN(status)) throw new Error(`no HTTP: ${first!.slice(0, 100)}`)
    const headers = new Map(lines.map((line) => headerOf(line)))
    rest = rest.subarray(end + 4)
    if (status >= 100 && status < 200) {
      if (status === 101) return [...answers, { status, headers, body: rest.toString('latin1'), cut: false }]
      continue
    }
    const bodiless = status === 204 || status === 304 || methods[answers.length] === 'HEAD'
    const { body, length, cut } = bodiless ? { body: '', length: 0, cut: false } : bodyOf(headers, rest)
    answers.push({ status, headers, body, cut })
    if (cut) return answers
    rest = rest.subarray(length)
  }
  return answers
}

function headerOf(line: string): [string, string] {
  const [, name, value] = /^([\w-]+): ?(.*)$/.exec(line) ?? []
  if (name === undefined) throw new Error(`no header: ${line.slice(0, 100)}`)
  return [name.toLowerCase(), value!]
}

function bodyOf(
  headers: ReadonlyMap<string, string>,
  bytes: Buffer,
): { readonly body: string; readonly length: number; readonly cut: boolean } {
  if (headers.get('transfer-encoding') === 'chunked') return chunkedBody(bytes)
  const given = headers.get('content-length')
  const length = given === undefined ? bytes.length : Number(given)
  if (!Number.isInteger(length)) throw new Error(`no length: ${given}`)
  return { body: bytes.toString('utf8', 0, length), length, cut: bytes.length < length }
}

function chunkedBody(bytes: Buffer): { body: string; length: number; cut: boolean } {
  const parts: Buffer[] = []
  let at = 0
  for (;;) {
    const line = bytes.indexOf('\r\n', at)
    const size = line === -1 ? Number.NaN : Number.parseInt(bytes.toString('latin1', at, line), 16)
    const cut = Number.isNaN(size) || bytes.length < line + 2 + size + 2
    if (cut || size === 0) return { body: Buffer.concat(parts).toString(), length: line + 4, cut }
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
  }
}
