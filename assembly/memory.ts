// Where things stand in the memory of a kernel. Addresses are in bytes, sizes in numbers.

/** Bytes of a number, and of the two that one operation takes. */
export const NUMBER: usize = 8
export const PAIR: usize = 16

/** Terms of a sparse sum that are listed at a time, and rows whose lists are kept side by side. */
export const LISTED_TERMS: i32 = 128
export const LISTED_ROWS: i32 = 32

/** An entry of a list: a factor, and the address of the numbers that it multiplies. */
export const ENTRY: usize = 16
const LIST_BYTES: usize = <usize>LISTED_TERMS * ENTRY

/** Columns of a row that are computed at a time in registers, and their bytes. */
export const COLUMNS: i32 = 16
export const COLUMNS_BYTES: usize = <usize>COLUMNS * NUMBER

/** Addresses of the lists, of the addresses at which they end, and of columns that are copied together. */
const LISTS: usize = 1024
const LIST_ENDS: usize = LISTS + <usize>LISTED_ROWS * LIST_BYTES
export const PACKED: usize = LIST_ENDS + <usize>LISTED_ROWS * sizeof<usize>()

/** The first address that is free for blocks. */
export const FREE_FROM: usize = PACKED + <usize>LISTED_TERMS * COLUMNS_BYTES

export function listOf(row: i32): usize {
  return LISTS + <usize>row * LIST_BYTES
}

export function endOf(row: i32): usize {
  return load<usize>(LIST_ENDS + <usize>row * sizeof<usize>())
}

export function setEndOf(row: i32, end: usize): void {
  store<usize>(LIST_ENDS + <usize>row * sizeof<usize>(), end)
}

/** sum + a b, rounded twice: a fused operation would not be the same on every machine. */
export function plus(sum: v128, a: v128, b: v128): v128 {
  return f64x2.add(sum, f64x2.mul(a, b))
}
