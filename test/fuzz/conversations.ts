import type { Chance } from './chance.ts'
import type { Ending } from './exchange.ts'
import { closing, frame, OPCODE } from './frames.ts'
import { hostileString } from './hostile-values.ts'
import type { Hostile } from './requests.ts'

/** What sockets are opened to. */
export interface Streams {
  /** Jobs that have ended, with their logs. */
  readonly ended: readonly string[]
  /** Jobs that send frames for as long as anyone listens. */
  readonly endless: readonly string[]
  readonly key: string | null
  /** One-use tickets, of which some have been used. */
  readonly tickets: readonly string[]
}

type Make = (streams: Streams, chance: Chance) => Hostile

/** A broken or hostile conversation on a socket or on an event stream. */
export function hostileConversation(streams: Streams, chance: Chance): Hostile {
  return chance.pick(MAKERS)(streams, chance)
}

interface Parts {
  readonly kind: string
  readonly path: string
  readonly method?: string
  /** In place of, or beside, those of a good handshake; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly after?: readonly Buffer[]
  readonly ending?: Ending
}

function conversation({ key }: Streams, parts: Parts, chance: Chance): Hostile {
  const { kind, path, method = 'GET', headers = {}, after = [], ending = 'half-close' } = parts
  const keyed = key !== null && !chance.happens(0.1)
  const given = {
    host: '127.0.0.1',
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-version': '13',
    'sec-websocket-protocol': chance.pick(['antagon.v1.json', 'antagon.v1.msgpack']),
    authorization: keyed ? `Bearer ${key}` : undefined,
    ...headers,
  }
  const lines = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  )
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  const authorised = keyed || key === null
  return { exchange: { pieces: [head, ...after], ending }, methods: [method], path, kind, authorised }
}

const pathOf = (id: string, what = 'stream') => `/v1/jobs/${id}/${what}`

/** Of an endless job, a client has to cut in the end. */
function anyJob(
  { ended, endless }: Streams,
  chance: Chance,
): { readonly id: string; readonly ending: Ending } {
  return chance.happens(0.7)
    ? { id: chance.pick(ended), ending: chance.pick<Ending>(['half-close', 'cut', 'read-and-cut']) }
    : { id: chance.pick(endless), ending: chance.pick<Ending>(['cut', 'read-and-cut']) }
}

const BROKEN_HANDSHAKES: readonly Readonly<Record<string, string | undefined>>[] = [
  ...['', 'x', 'dGhlIHNhbXBsZSBub25jZQ', '=='.repeat(12), 'x'.repeat(5000)].map((key) => ({
    'sec-websocket-key': key,
  })),
  ...['', '0', '8', '12', '14', '-1', '99999999999', 'x'].map((version) => ({
    'sec-websocket-version': version,
  })),
  ...[
    '',
    ',',
    'x',
    'antagon.v2.json',
    'antagon.v1.json,antagon.v1.json',
    ' , ,',
    '"a"',
    'a b',
    'x,'.repeat(2000),
  ].map((protocol) => ({ 'sec-websocket-protocol': protocol })),
  ...[
    'permessage-deflate',
    'permessage-deflate; server_max_window_bits=99',
    ';;',
    'x; y="',
    'x'.repeat(9000),
  ].map((extensions) => ({ 'sec-websocket-extensions': extensions })),
  ...['h2c', 'WEBSOCKET', 'websocket, x', ''].map((upgrade) => ({ upgrade })),
  ...['close', 'keep-alive', ''].map((connection) => ({ connection })),
  ...['https://evil.example', 'null', '', 'file://', 'x'.repeat(3000)].map((origin) => ({ origin })),
  ...['evil.example', '', '[::1', 'a b', 'x'.repeat(300)].map((host) => ({ host })),
  { 'sec-websocket-protocol': undefined },
  { 'sec-websocket-key': undefined },
  { 'sec-websocket-version': undefined },
  { upgrade: undefined },
  { host: undefined },
  { cookie: 'x'.repeat(40_000) },
  { 'content-length': '5' },
  { 'transfer-encoding': 'chunked' },
  { expect: '100-continue' },
]

const brokenHandshake: Make = (streams, chance) => {
  const parts = {
    kind: 'handshake',
    path: pathOf(chance.pick(streams.ended)),
    headers: chance.pick(BROKEN_HANDSHAKES),
  }
  return conversation(streams, parts, chance)
}

const PATHS = [
  ...[
    '/',
    '/v1/jobs',
    '/v1/jobs/x',
    '/v1/jobs/x/stream',
    '/v1/jobs//stream',
    '/v1/jobs/%00/stream',
    '/healthz',
  ],
  ...[
    `/v1/jobs/${'x'.repeat(101)}/stream`,
    '/v1/jobs/%zz/stream',
    '/v1/jobs/__proto__/stream',
    '/docs/',
    '/openapi.json',
  ],
  ...['/v1/attacks', '/v1/tickets', '/v1/classifiers/tiny', 'x', '*', '//', `/${'x'.repeat(10_000)}`],
]

const badPath: Make = (streams, chance) => {
  const method = chance.pick(['GET', 'GET', 'POST', 'DELETE', 'PUT', 'OPTIONS', 'HEAD'])
  return conversation(streams, { kind: 'path', path: chance.pick(PATHS), method }, chance)
}

const QUERIES = [
  ...[
    '',
    'after=',
    'after=-1',
    'after=1.5',
    'after=1e400',
    'after=NaN',
    'after=9007199254740993',
    'after=1&after=2',
  ],
  ...[
    'rate=0',
    'rate=-1',
    'rate=1e-300',
    'rate=1000',
    'rate=1001',
    'rate=Infinity',
    'rate=x',
    'after=0&rate=0.001',
  ],
  ...[
    'x=1',
    '__proto__=1',
    'after[]=1',
    '%',
    '%zz=1',
    'after=%00',
    '&&&',
    `after=${'9'.repeat(5000)}`,
    'after=200',
  ],
]

const oddQuery: Make = (streams, chance) => {
  const { id, ending } = anyJob(streams, chance)
  return conversation(
    streams,
    { kind: 'query', path: `${pathOf(id)}?${chance.pick(QUERIES)}`, ending },
    chance,
  )
}

const ticket: Make = (streams, chance) => {
  const text = chance.pick([...streams.tickets, '', 'x', 'x'.repeat(201), '%00', '__proto__', 'a&ticket=b'])
  const what = chance.pick(['stream', 'events'])
  const path = `${pathOf(chance.pick(streams.ended), what)}?ticket=${text}`
  const headers = {
    authorization: chance.pick([undefined, 'Bearer x', 'Basic x', 'Bearer', '\x80']),
    ...(what === 'events' && EVENT_HEADERS),
  }
  return { ...conversation(streams, { kind: 'ticket', path, headers }, chance), authorised: true }
}

const EVENT_HEADERS = {
  ...{ connection: 'keep-alive', upgrade: undefined, 'sec-websocket-protocol': undefined },
  ...{ 'sec-websocket-key': undefined, 'sec-websocket-version': undefined },
}

const LAST_EVENTS = [
  ...[
    '',
    '0',
    '-1',
    '1.5',
    '1e3',
    'x',
    'null',
    '9'.repeat(15),
    '9'.repeat(16),
    '9'.repeat(4000),
    '\x80',
    '1, 2',
    ' 1 ',
  ],
  ...['00000000000001', '+1', '0x1', '__proto__'],
]

const events: Make = (streams, chance) => {
  const { id, ending } = anyJob(streams, chance)
  const headers = {
    ...EVENT_HEADERS,
    ...(chance.happens(0.6) && { 'last-event-id': chance.pick(LAST_EVENTS) }),
    ...(chance.happens(0.3) && {
      accept: chance.pick(['text/event-stream', 'text/html', '*/*;q=0', '', 'x']),
    }),
  }
  const query = chance.happens(0.5) ? `?${chance.pick(QUERIES)}` : ''
  return conversation(
    streams,
    { kind: 'events', path: pathOf(id, 'events') + query, headers, ending },
    chance,
  )
}

const { continuation, text, binary, close, ping, pong } = OPCODE
const many = (bytes: Buffer, count: number) => Buffer.concat(Array.from({ length: count }, () => bytes))

/** What clients send that may not, or should not, be sent. */
const FRAMES: readonly ((chance: Chance) => Buffer | readonly Buffer[])[] = [
  () => frame({ opcode: text, payload: Buffer.from('hello'), masked: false }),
  (chance) => frame({ opcode: text, payload: Buffer.from('hello'), reserved: 1 + chance.below(7) }),
  (chance) => frame({ opcode: chance.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) }),
  (chance) => frame({ opcode: text, payload: Buffer.alloc(chance.pick([1024, 1025, 70_000]), 'x') }),
  (chance) => frame({ opcode: binary, length: chance.pick([2000, 65_536, 2 ** 31, 2 ** 52, 2 ** 53 + 2]) }),
  (chance) => frame({ opcode: chance.pick([close, ping, pong]), fin: false }),
  (chance) => frame({ opcode: chance.pick([close, ping, pong]), payload: Buffer.alloc(126) }),
  () => frame({ opcode: continuation, payload: Buffer.from('x') }),
  () => [frame({ opcode: text, fin: false }), frame({ opcode: text })],
  () => [frame({ opcode: text, fin: false }), many(frame({ opcode: continuation, fin: false }), 500)],
  () => frame({ opcode: text, payload: Buffer.from([0xff, 0xfe, 0xc0, 0x80]) }),
  () => frame({ opcode: text, payload: Buffer.from([0xed, 0xa0, 0x80]) }),
  (chance) => many(frame({ opcode: ping, payload: Buffer.from('ping') }), chance.pick([1, 200, 2000])),
  (chance) => many(frame({ opcode: pong }), chance.pick([1, 500])),
  (chance) => many(frame({ opcode: text, payload: Buffer.from(hostileString(chance).slice(0, 200)) }), 20),
  (chance) =>
    frame({
      opcode: close,
      payload: closing(chance.pick([0, 999, 1000, 1004, 1005, 1006, 1012, 1015, 2999, 4999, 65_535])),
    }),
  () => frame({ opcode: close, payload: Buffer.from([3]) }),
  () => frame({ opcode: close, payload: closing(1000, Buffer.from([0xff, 0xff])) }),
  () => [
    frame({ opcode: close, payload: closing(1000) }),
    frame({ opcode: text, payload: Buffer.from('after') }),
  ],
  (chance) => chance.bytes(1 + chance.below(200)),
  (chance) => frame({ opcode: text, payload: Buffer.from('hello') }).subarray(0, 1 + chance.below(8)),
  () => Buffer.from('GET / HTTP/1.1\r\nhost: x\r\n\r\n'),
]

const badFrames: Make = (streams, chance) => {
  const { id, ending } = anyJob(streams, chance)
  const after = Array.from({ length: chance.pick([1, 1, 2, 5]) }, () => chance.pick(FRAMES)(chance)).flat()
  return conversation(streams, { kind: 'frames', path: pathOf(id), after, ending }, chance)
}

/** With the handshake in one segment, before the answer to it. */
const eagerFrames: Make = (streams, chance) => {
  const whole = badFrames(streams, chance)
  const exchange = { ...whole.exchange, pieces: [Buffer.concat(whole.exchange.pieces)] }
  return { ...whole, exchange, kind: 'eager frames' }
}

const connectAndGo: Make = (streams, chance) => {
  const whole = conversation(
    streams,
    { kind: 'connect and go', path: pathOf(chance.pick(streams.endless)) },
    chance,
  )
  const head = whole.exchange.pieces[0]!
  const pieces = chance.happens(0.3) ? [] : [head.subarray(0, chance.below(head.length + 1))]
  return { ...whole, exchange: { pieces, ending: 'cut' } }
}

const MAKERS: readonly Make[] = [
  ...[brokenHandshake, brokenHandshake, badPath, oddQuery, ticket, events, events],
  ...[badFrames, badFrames, badFrames, eagerFrames, connectAndGo],
]
