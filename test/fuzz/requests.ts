import { gzipSync } from 'node:zlib'
import type { Chance } from './chance.ts'
import type { Ending, Exchange } from './exchange.ts'
import { hostileString } from './hostile-values.ts'
import { mutated, textOf } from './mutations.ts'

/** An operation of the OpenAPI document. */
export interface Operation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly query: readonly string[]
  readonly headers: readonly string[]
}

/** What requests are made of. */
export interface Material {
  readonly bodies: ReadonlyMap<string, readonly unknown[]>
  /** Values of path parameters that lead somewhere. */
  readonly names: Readonly<Record<string, readonly string[]>>
  readonly key: string | null
}

/** A request that is likely to be wrong, and what is known of it. */
export interface Hostile {
  readonly exchange: Exchange
  /** Of the requests in it, in order. */
  readonly methods: readonly string[]
  readonly path: string
  /** The kind of hostility. */
  readonly kind: string
  /** Whether it may do what it asks for, as far as keys go. */
  readonly authorised: boolean
}

type Make = (operation: Operation, material: Material, chance: Chance) => Hostile

/** A hostile request to an operation. */
export function hostileRequest(operation: Operation, material: Material, chance: Chance): Hostile {
  const takesBody = material.bodies.has(operation.path)
  const [make] = chance.pick(takesBody ? WITH_BODY : WITHOUT)
  return make(operation, material, chance)
}

interface Parts {
  readonly operation: Operation
  readonly method?: string
  readonly path?: string
  readonly version?: string
  readonly headers?: readonly string[]
  readonly body?: Buffer | null
  readonly length?: string | null
  readonly type?: string
  readonly ending?: Ending
  readonly kind: string
}

/** A request of these parts; what is not given is as it should be. */
function request(material: Material, parts: Parts, chance: Chance): Hostile {
  const { operation, method = operation.method, path = filled(operation, material, chance) } = parts
  const { version = 'HTTP/1.1', body = null, type = 'application/json' } = parts
  // A stream lasts as long as its job, which may be queued behind others.
  const { ending = operation.id === 'follow-job' ? 'half-close' : 'read' } = parts
  const { length = body === null ? null : `content-length: ${body.length}` } = parts
  const keyed = material.key !== null && !chance.happens(0.05)
  const head = [
    `${method} ${path} ${version}`,
    'host: 127.0.0.1',
    'connection: close',
    ...(keyed ? [`authorization: Bearer ${material.key}`] : []),
    ...(body === null ? [] : [`content-type: ${type}`]),
    ...(length === null ? [] : [length]),
    ...(parts.headers ?? []),
  ]
  const pieces = [Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), ...(body === null ? [] : [body])]
  const authorised = keyed || material.key === null
  return { exchange: { pieces, ending }, methods: [method], path, kind: parts.kind, authorised }
}

/** The operation's path, with names that lead somewhere, for the most part. */
function filled({ path }: Operation, { names }: Material, chance: Chance): string {
  return path.replace(/\{(\w+)\}/g, (_, parameter: string) => {
    const key = `${path.split('/')[2]}.${parameter}`
    const list = names[key]
    return list === undefined || chance.happens(0.1)
      ? chance.pick(['nothing', 'x'.repeat(101)])
      : chance.pick(list)
  })
}

function validBody(operation: Operation, { bodies }: Material, chance: Chance): unknown {
  return chance.pick(bodies.get(operation.path) ?? [{}])
}

function textBody(operation: Operation, material: Material, chance: Chance): Buffer {
  return Buffer.from(textOf(mutated(validBody(operation, material, chance), chance)))
}

const mutatedBody: Make = (operation, material, chance) =>
  request(material, { operation, body: textBody(operation, material, chance), kind: 'mutated body' }, chance)

const garbledBody: Make = (operation, material, chance) => {
  const text = Buffer.from(JSON.stringify(validBody(operation, material, chance)))
  const garbled = [
    () => text.subarray(0, chance.below(text.length)),
    () => Buffer.concat([text, chance.bytes(3)]),
    () => chance.bytes(chance.below(300)),
    () => Buffer.from(text.map((byte) => (chance.happens(0.02) ? chance.below(256) : byte))),
    () => Buffer.concat([Buffer.from([0xff, 0xfe]), text]),
    () => Buffer.from(text.toString(), 'utf16le'),
  ]
  return request(material, { operation, body: chance.pick(garbled)(), kind: 'garbled body' }, chance)
}

const TYPES = [
  ...[
    '',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
  ],
  ...[
    'application/json; charset=utf-16',
    'application/json;charset=\u0000',
    'application/JSON',
    'a/b/c',
    '*/*',
  ],
  ...['application/problem+json', 'application/json, text/plain', `application/${'x'.repeat(3000)}`],
]

const wrongType: Make = (operation, material, chance) => {
  const body = textBody(operation, material, chance)
  return request(material, { operation, body, type: chance.pick(TYPES), kind: 'content type' }, chance)
}

const compressedBody: Make = (operation, material, chance) => {
  const text = JSON.stringify(validBody(operation, material, chance))
  const packed = gzipSync(chance.happens(0.2) ? ' '.repeat(5_000_000) : text)
  const body = chance.pick([packed, packed.subarray(0, packed.length / 2), Buffer.from(text)])
  const encoding = chance.pick(['gzip', 'br', 'deflate', 'gzip, gzip', 'identity', 'x', ''])
  const headers = [`content-encoding: ${encoding}`]
  return request(material, { operation, body, headers, kind: 'compressed body' }, chance)
}

const LENGTHS = [
  '0',
  '1',
  '-1',
  '1e3',
  '0x10',
  '999999999999999999999',
  '17000000',
  '12, 12',
  '5 ',
  'abc',
  '',
]

const wrongLength: Make = (operation, material, chance) => {
  const body = textBody(operation, material, chance)
  const length = chance.pick([
    ...LENGTHS.map((value) => `content-length: ${value}`),
    `content-length: ${body.length + 10}`,
    `content-length: ${Math.max(0, body.length - 10)}`,
    `content-length: ${body.length}\r\ncontent-length: ${body.length}`,
    `content-length: ${body.length}\r\ncontent-length: 3`,
    `content-length: ${body.length}\r\ntransfer-encoding: chunked`,
  ])
  return request(material, { operation, body, length, ending: 'half-close', kind: 'content length' }, chance)
}

const chunkedGarbage: Make = (operation, material, chance) => {
  const body = textBody(operation, material, chance)
  const size = body.length.toString(16)
  const bodies = [
    `${size}\r\n${body}\r\n0\r\n\r\n`,
    `${size};${'x'.repeat(chance.pick([10, 20_000]))}\r\n${body}\r\n0\r\n\r\n`,
    `${size}\r\n${body}\r\n0\r\nX-Trailer: ${hostileString(chance).replace(/[\r\n]/g, '')}\r\n\r\n`,
    `-1\r\n${body}\r\n0\r\n\r\n`,
    `ffffffffffffffffff\r\n${body}`,
    `zz\r\n${body}\r\n`,
    `${size}\n${body}\n0\n\n`,
    `${size}\r\n${body}`,
  ]
  const length = chance.pick([
    'transfer-encoding: chunked',
    'transfer-encoding: gzip, chunked',
    'transfer-encoding: x',
  ])
  const parts = { operation, body: Buffer.from(chance.pick(bodies)), length, ending: 'half-close' } as const
  return request(material, { ...parts, kind: 'chunked garbage' }, chance)
}

const HEADERS = [
  ...[
    'accept',
    'accept-encoding',
    'prefer',
    'priority',
    'idempotency-key',
    'last-event-id',
    'range',
    'if-none-match',
    'host',
  ],
  ...[
    'authorization',
    'origin',
    'cookie',
    'expect',
    'upgrade',
    'x-forwarded-for',
    'forwarded',
    'x-request-id',
  ],
  ...[
    'traceparent',
    'tracestate',
    'te',
    'trailer',
    'connection',
    'content-type',
    '__proto__',
    'constructor',
    'x',
  ],
]

const HEADER_VALUES = [
  ...[
    '*/*;q=nan',
    'image/svg+xml',
    'text/csv;q=0.000001',
    'application/octet-stream, */*;q=0',
    ','.repeat(3000),
  ],
  ...[
    'wait=0',
    'wait=-1',
    'wait=1e9',
    'wait=00000000000000000',
    'wait',
    'wait=1;wait=2',
    'respond-async, wait=x',
  ],
  ...[
    'bytes=0-',
    'bytes=-1',
    'bytes=9-1',
    'gzip;q=2',
    'br',
    '1',
    '-1',
    '999999999999999',
    '9'.repeat(400),
    '٣',
  ],
  ...[
    'Bearer',
    'Bearer ',
    `Bearer ${'x'.repeat(5000)}`,
    'Basic Og==',
    'null',
    'https://evil.example',
    '100-continue',
  ],
  ...[
    'h2c',
    'websocket',
    '00-0-0-00',
    `00-${'0'.repeat(32)}-${'0'.repeat(16)}-ff`,
    '\x80\xff',
    'a'.repeat(9000),
  ],
  ...[
    '127.0.0.1, ::1, x',
    'for="[::1]";proto=https',
    '\t \t',
    '',
    '\x01',
    '"',
    'a\r\n folded',
    'keep-alive, close',
  ],
]

const absurdHeaders: Make = (operation, material, chance) => {
  const headers = Array.from(
    { length: chance.pick([1, 1, 2, 5, 150]) },
    () => `${chance.pick(HEADERS)}: ${chance.pick(HEADER_VALUES)}`,
  )
  const given = material.bodies.has(operation.path)
  const body = given ? Buffer.from(JSON.stringify(validBody(operation, material, chance))) : null
  return request(material, { operation, headers, body, ending: 'half-close', kind: 'headers' }, chance)
}

const SEGMENTS = [
  ...[
    '%',
    '%zz',
    '%00',
    '%ff%fe',
    '%2e%2e',
    '..',
    '.',
    '%2F',
    '%5c',
    '%252e',
    '%ed%a0%80',
    '__proto__',
    'constructor',
  ],
  ...[
    'null',
    '-1',
    '1e400',
    '%F0%9F%98%80',
    'x'.repeat(101),
    'x'.repeat(9000),
    '%3Cscript%3E',
    '{id}',
    '*',
    ':id',
  ],
  ...['\x80', ' ', '%20', 'a%0d%0aX:1', ';a=b', '@', '//'],
]

const malformedPath: Make = (operation, material, chance) => {
  const given = filled(operation, material, chance).split('/')
  given[1 + chance.below(given.length)] = chance.pick(SEGMENTS)
  const path = chance.pick([
    given.join('/'),
    given.join('//'),
    `${given.join('/')}/`,
    `http://evil${given.join('/')}`,
  ])
  return request(material, { operation, path, ending: 'half-close', kind: 'path' }, chance)
}

const QUERY_VALUES = [
  ...[
    '',
    '0',
    '-1',
    '1',
    '1.5',
    '1e3',
    '1e400',
    'NaN',
    'Infinity',
    '-0',
    '0x1',
    'null',
    'true',
    '%00',
    '%',
    '%zz',
    '+',
  ],
  ...[
    '9007199254740993',
    '9'.repeat(400),
    'queued',
    'attack',
    'pgd',
    'am9iOjE',
    'am9iOi0x',
    '%F0%9F%98%80',
    'x'.repeat(300),
  ],
]

const oddQuery: Make = (operation, material, chance) => {
  const names = [...operation.query, ...operation.query, '__proto__', 'x', 'a[b]', 'a.b', '']
  const pairs = Array.from(
    { length: chance.pick([1, 2, 3, 200]) },
    () => `${chance.pick(names)}${chance.pick(['=', '=', '=', '', '==', '[]='])}${chance.pick(QUERY_VALUES)}`,
  )
  const path = `${filled(operation, material, chance)}?${pairs.join(chance.pick(['&', '&', ';', '&&', '?']))}`
  return request(material, { operation, path, ending: 'half-close', kind: 'query' }, chance)
}

const METHODS = [
  'GET',
  'HEAD',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'QUERY',
  'CONNECT',
  'PROPFIND',
  'X',
  'get',
  '',
]

const oddMethod: Make = (operation, material, chance) => {
  const method = chance.pick(METHODS)
  const version = chance.pick(['HTTP/1.1', 'HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/1.1.1', ''])
  const body = chance.happens(0.3) ? Buffer.from('{}') : null
  return request(material, { operation, method, version, body, ending: 'half-close', kind: 'method' }, chance)
}

const pipelined: Make = (operation, material, chance) => {
  const given = material.bodies.has(operation.path)
  const one = () => {
    const body = given ? textBody(operation, material, chance) : null
    return request(material, { operation, body, kind: '' }, chance)
  }
  const requests = Array.from({ length: chance.pick([2, 5, 30]) }, one)
  const bytes = requests.map(({ exchange }) =>
    Buffer.from(
      Buffer.concat(exchange.pieces).toString('latin1').replace('connection: close\r\n', ''),
      'latin1',
    ),
  )
  return {
    exchange: { pieces: [Buffer.concat(bytes)], ending: 'half-close' },
    methods: requests.map(({ methods }) => methods[0]!),
    path: requests[0]!.path,
    kind: 'pipelined',
    authorised: requests.some(({ authorised }) => authorised),
  }
}

const rawGarbage: Make = ({ path }, { key }, chance) => {
  const pieces = chance.pick([
    () => [chance.bytes(chance.below(500))],
    () => [Buffer.from('\r\n'.repeat(chance.pick([1, 5000])))],
    () => [Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, ...chance.bytes(50)])],
    () => [Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
    () => [Buffer.from(`GET ${path} HTTP/1.1\r\nhost: x\r\n`)],
    () => [Buffer.from(`GET ${path} HTTP/1.1\r\n${'a: b\r\n'.repeat(3000)}\r\n`)],
    () => [Buffer.from(`GET ${path} HTTP/1.1\r\nhost: x\r\na${chance.pick([' ', '\0', '\n'])}b: c\r\n\r\n`)],
    () => [Buffer.from(`GET ${path} HTTP/1.1\r\n\r\n`)],
    () => [],
  ])()
  return {
    exchange: { pieces, ending: 'half-close' },
    methods: ['GET'],
    path,
    kind: 'raw bytes',
    authorised: key === null,
  }
}

const cutShort: Make = (operation, material, chance) => {
  const given = material.bodies.has(operation.path)
  const body = given ? Buffer.from(JSON.stringify(validBody(operation, material, chance))) : null
  const ending = chance.pick<Ending>(['cut', 'read-and-cut', 'half-close'])
  const whole = request(material, { operation, body, ending, kind: 'cut' }, chance)
  if (ending !== 'cut') return whole
  const bytes = Buffer.concat(whole.exchange.pieces)
  return { ...whole, exchange: { pieces: [bytes.subarray(0, chance.below(bytes.length + 1))], ending } }
}

/** In bytes of their own, of which each leaves when the one before has. */
const dripped: Make = (operation, material, chance) => {
  const given = material.bodies.has(operation.path)
  const body = given ? textBody(operation, material, chance).subarray(0, 300) : null
  const whole = request(material, { operation, body, ending: 'half-close', kind: 'dripped' }, chance)
  const bytes = Buffer.concat(whole.exchange.pieces)
  const pieces = Array.from({ length: bytes.length }, (_, i) => bytes.subarray(i, i + 1))
  return { ...whole, exchange: { ...whole.exchange, pieces } }
}

const WEIGHTED: readonly (readonly [Make, number])[] = [
  [absurdHeaders, 4],
  [malformedPath, 3],
  [oddQuery, 4],
  [oddMethod, 2],
  [pipelined, 1],
  [rawGarbage, 1],
  [cutShort, 2],
  [dripped, 1],
]
const BODIES: readonly (readonly [Make, number])[] = [
  [mutatedBody, 30],
  [garbledBody, 4],
  [wrongType, 2],
  [compressedBody, 1],
  [wrongLength, 2],
  [chunkedGarbage, 2],
]

const repeated = (weighted: readonly (readonly [Make, number])[]) =>
  weighted.flatMap((entry) => Array.from({ length: entry[1] }, () => entry))
const WITHOUT = repeated(WEIGHTED)
const WITH_BODY = repeated([...WEIGHTED, ...BODIES])
