import {
  COLUMNS,
  COLUMNS_BYTES,
  ENTRY,
  endOf,
  LISTED_ROWS,
  LISTED_TERMS,
  listOf,
  NUMBER,
  PACKED,
  PAIR,
  plus,
  setEndOf,
} from './memory'

/** From so many rows and terms on, a sparse sum goes by columns, sixteen at a time, and copies them together first. */
const PACKED_FROM: i32 = 8

/**
 * C = A B, or C += A B, leaving out the terms whose factor in A is 0. Row r of C gets its terms s in their order; the
 * factor is at a + (r·rowStep + s·termStep), B and C are stored row by row.
 */
export function sparseProduct(
  a: usize,
  rowStep: i32,
  termStep: i32,
  b: usize,
  c: usize,
  rows: i32,
  terms: i32,
  columns: i32,
  fresh: bool,
): void {
  const rowBytes = <usize>columns * NUMBER
  for (let term = 0; term < terms; term += LISTED_TERMS) {
    const listed = min(LISTED_TERMS, terms - term)
    const from = b + <usize>term * rowBytes
    const start = fresh && term === 0
    for (let row = 0; row < rows; row += LISTED_ROWS) {
      const count = min(LISTED_ROWS, rows - row)
      const packed = min(count, listed) >= PACKED_FROM
      for (let r = 0; r < count; r++) {
        const factors = a + <usize>((row + r) * rowStep + term * termStep) * NUMBER
        const end = listTerms(
          factors,
          <usize>termStep * NUMBER,
          listed,
          packed ? PACKED : from,
          packed ? COLUMNS_BYTES : rowBytes,
          listOf(r),
        )
        setEndOf(r, end)
      }
      const to = c + <usize>row * rowBytes
      if (packed) addByColumns(from, listed, to, count, columns, start)
      else addByRows(to, count, columns, start)
    }
  }
}

/** Lists the factors other than 0, each with the row of B that it multiplies; returns where the list ends. */
function listTerms(from: usize, step: usize, count: i32, b: usize, rowBytes: usize, list: usize): usize {
  for (let s = 0; s < count; s++) {
    const factor = f64.load(from)
    f64.store(list, factor)
    store<usize>(list, b, NUMBER)
    // Written over by the next where the factor is 0: a jump would be taken wrongly half the time.
    list += factor !== 0 ? ENTRY : 0
    from += step
    b += rowBytes
  }
  return list
}

/** Adds the listed terms to `count` rows of C, sixteen columns after the other. */
function addByColumns(b: usize, listed: i32, c: usize, count: i32, columns: i32, fresh: bool): void {
  const rowBytes = <usize>columns * NUMBER
  for (let column = 0; column < columns; column += COLUMNS) {
    const width = min(COLUMNS, columns - column)
    const from = <usize>column * NUMBER
    pack(b + from, rowBytes, listed, width)
    for (let r = 0; r < count; r++) {
      const to = c + <usize>r * rowBytes + from
      if (width === COLUMNS) addToSixteen(listOf(r), endOf(r), to, fresh)
      else addToRest(listOf(r), endOf(r), 0, to, width, fresh)
    }
  }
}

/** Copies some columns of B to where they lie close together, and so in the cache whatever the length of a row. */
function pack(b: usize, rowBytes: usize, listed: i32, width: i32): void {
  let to = PACKED
  for (let s = 0; s < listed; s++) {
    if (width === COLUMNS) {
      v128.store(to, v128.load(b))
      v128.store(to, v128.load(b, 16), 16)
      v128.store(to, v128.load(b, 32), 32)
      v128.store(to, v128.load(b, 48), 48)
      v128.store(to, v128.load(b, 64), 64)
      v128.store(to, v128.load(b, 80), 80)
      v128.store(to, v128.load(b, 96), 96)
      v128.store(to, v128.load(b, 112), 112)
    } else {
      for (let i = 0; i < width; i++) f64.store(to + <usize>i * NUMBER, f64.load(b + <usize>i * NUMBER))
    }
    b += rowBytes
    to += COLUMNS_BYTES
  }
}

/** All bits where what stands in C is to be kept, none where it is to be taken for 0. */
function keepUnless(fresh: bool): v128 {
  return i64x2.splat(fresh ? 0 : -1)
}

/** Adds the listed terms to sixteen columns of a row, which stay in registers. */
function addToSixteen(list: usize, end: usize, c: usize, fresh: bool): void {
  const keep = keepUnless(fresh)
  let s0 = v128.and(v128.load(c), keep)
  let s1 = v128.and(v128.load(c, 16), keep)
  let s2 = v128.and(v128.load(c, 32), keep)
  let s3 = v128.and(v128.load(c, 48), keep)
  let s4 = v128.and(v128.load(c, 64), keep)
  let s5 = v128.and(v128.load(c, 80), keep)
  let s6 = v128.and(v128.load(c, 96), keep)
  let s7 = v128.and(v128.load(c, 112), keep)
  for (; list < end; list += ENTRY) {
    const factor = v128.load64_splat(list)
    const b = load<usize>(list, NUMBER)
    s0 = plus(s0, factor, v128.load(b))
    s1 = plus(s1, factor, v128.load(b, 16))
    s2 = plus(s2, factor, v128.load(b, 32))
    s3 = plus(s3, factor, v128.load(b, 48))
    s4 = plus(s4, factor, v128.load(b, 64))
    s5 = plus(s5, factor, v128.load(b, 80))
    s6 = plus(s6, factor, v128.load(b, 96))
    s7 = plus(s7, factor, v128.load(b, 112))
  }
  v128.store(c, s0)
  v128.store(c, s1, 16)
  v128.store(c, s2, 32)
  v128.store(c, s3, 48)
  v128.store(c, s4, 64)
  v128.store(c, s5, 80)
  v128.store(c, s6, 96)
  v128.store(c, s7, 112)
}

/** Adds the listed terms to a few columns, one after the other; those of B are `from` bytes into its rows. */
function addToRest(list: usize, end: usize, from: usize, c: usize, width: i32, fresh: bool): void {
  for (let i = 0; i < width; i++) {
    let sum = fresh ? 0 : f64.load(c)
    for (let entry = list; entry < end; entry += ENTRY) {
      sum += f64.load(entry) * f64.load(load<usize>(entry, NUMBER) + from)
    }
    f64.store(c, sum)
    c += NUMBER
    from += NUMBER
  }
}

/** Adds the listed terms to `count` rows of C, a whole row after the other. */
function addByRows(c: usize, count: i32, columns: i32, fresh: bool): void {
  for (let r = 0; r < count; r++)
    addToRow(listOf(r), endOf(r), c + <usize>(r * columns) * NUMBER, columns, fresh)
}

/** Adds the listed terms to a whole row, four at a time. */
function addToRow(list: usize, end: usize, c: usize, columns: i32, fresh: bool): void {
  const whole = columns & ~1
  const bytes = <usize>whole * NUMBER
  addToRest(list, end, bytes, c + bytes, columns - whole, fresh)
  if (list === end && fresh) memory.fill(c, 0, bytes)
  let keep = keepUnless(fresh)
  for (; list + 4 * ENTRY <= end; list += 4 * ENTRY) {
    addFour(list, c, bytes, keep)
    keep = keepUnless(false)
  }
  for (; list < end; list += ENTRY) {
    addOne(list, c, bytes, keep)
    keep = keepUnless(false)
  }
}

function factorOf(list: usize, entry: usize): v128 {
  return v128.load64_splat(list + entry * ENTRY)
}

function rowOf(list: usize, entry: usize): usize {
  return load<usize>(list + entry * ENTRY, NUMBER)
}

function addFour(list: usize, c: usize, bytes: usize, keep: v128): void {
  const f0 = factorOf(list, 0)
  const f1 = factorOf(list, 1)
  const f2 = factorOf(list, 2)
  const f3 = factorOf(list, 3)
  const b0 = rowOf(list, 0)
  const b1 = rowOf(list, 1)
  const b2 = rowOf(list, 2)
  const b3 = rowOf(list, 3)
  for (let at: usize = 0; at < bytes; at += PAIR) {
    let sum = v128.and(v128.load(c + at), keep)
    sum = plus(sum, f0, v128.load(b0 + at))
    sum = plus(sum, f1, v128.load(b1 + at))
    sum = plus(sum, f2, v128.load(b2 + at))
    sum = plus(sum, f3, v128.load(b3 + at))
    v128.store(c + at, sum)
  }
}

function addOne(list: usize, c: usize, bytes: usize, keep: v128): void {
  const factor = factorOf(list, 0)
  const b = rowOf(list, 0)
  for (let at: usize = 0; at < bytes; at += PAIR) {
    v128.store(c + at, plus(v128.and(v128.load(c + at), keep), factor, v128.load(b + at)))
  }
}
