import type { Chance } from './chance.ts'

/** JSON text that `JSON.stringify` would never write. */
export class Verbatim {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

const NUMBERS = [
  ...[
    '-0',
    '0',
    '-1',
    '1',
    '0.5',
    '1e-320',
    '5e-324',
    '1e-400',
    '1e308',
    '-1e308',
    '1e400',
    '-1e400',
    '1E+999999999',
  ],
  ...['9007199254740993', '4294967296', '2147483648', '-2147483649', '18446744073709551616', '1e21'],
  ...[
    '0.1e1',
    '1e5',
    '1e9',
    '999999999999999999999999999999999999999999',
    `0.${'3'.repeat(500)}`,
    '9'.repeat(500),
  ],
].map((text) => new Verbatim(text))

/** What only looks like JSON. */
const BROKEN = [
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    'undefined',
    '01',
    '+1',
    '1.',
    '.5',
    '0x10',
    '1n',
    "'text'",
    'True',
    '--1',
  ],
  ...[
    '"\\x00"',
    '"\\u12"',
    '"\t"',
    '"\u0000"',
    '[1,]',
    '{"a":1,}',
    '/**/1',
    '"',
    '[',
    '{',
    '',
    '\uFEFF1',
    '\\',
    '1 2',
  ],
].map((text) => new Verbatim(text))

const STRINGS = [
  ...[
    '',
    ' ',
    '0',
    'NaN',
    'Infinity',
    '-0',
    '1e400',
    'null',
    'true',
    '[object Object]',
    '\u0000',
    'a\u0000b',
    '\n',
  ],
  ...['\uD800', '\uDC00x', '\uFFFF', '\u202Etxt', 'e\u0301'.repeat(50), '😀'.repeat(100), 'ﷺ', '�'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length'],
  ...['../../../etc/passwd', '..\\..\\', '/dev/null', 'file:///etc/passwd', '%00', '%2e%2e%2f', '{{7*7}}'],
  ...[
    "' or 1=1 --",
    '"; drop table jobs; --',
    '<script>alert(1)</script>',
    '$(id)',
    '\r\nX-Evil: 1',
    'x'.repeat(101),
  ],
  ...[
    'x'.repeat(10_000),
    '('.repeat(5000),
    'data:image/png;base64,',
    'iVBORw0KGgo=',
    '====',
    'a'.repeat(65_536),
  ],
]

const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'toJSON',
  'then',
  '',
  '$ref',
  '/',
  '~1',
  '\u0000',
  'x'.repeat(5000),
]

/** A field's name that nobody expects. */
export const hostileKey = (chance: Chance): string => chance.pick(KEYS)

export const hostileString = (chance: Chance): string => chance.pick(STRINGS)

/** A value that is likely to be wrong wherever it stands. */
export function hostileValue(chance: Chance): unknown {
  switch (chance.below(9)) {
    case 0:
    case 1:
    case 2:
      return chance.pick(NUMBERS)
    case 3:
    case 4:
      return hostileString(chance)
    case 5:
      return chance.pick<unknown>([null, true, false, [], {}, [null], [[]], { a: {} }, [{}]])
    case 6:
      return chance.pick([nested('[', ']', chance), nested('{"a":', '}', chance)])
    case 7:
      return Array.from({ length: chance.pick([2, 100, 20_000]) }, () => chance.pick(NUMBERS))
    default:
      return chance.pick(BROKEN)
  }
}

function nested(open: string, close: string, chance: Chance): Verbatim {
  const depth = chance.pick([10, 70, 1000, 20_000])
  return new Verbatim(`${open.repeat(depth)}1${close.repeat(depth)}`)
}
