/** One array after the other. */
export function concatenate(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0))
  let next = 0
  for (const array of arrays) {
    all.set(array, next)
    next += array.length
  }
  return all
}
