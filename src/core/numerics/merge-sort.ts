/**
 * Sorts `keys` in ascending order and takes `ids` along; both of the same length.
 *
 * A natural merge sort: it merges the ascending runs that are already there, so that n numbers in r runs cost
 * n·log2 r steps. Stable. Uses as much memory again while it runs.
 */
export function sortByKeyInPlace(keys: Float64Array, ids: Uint32Array): void {
  let from: Keyed = { keys, ids }
  let to: Keyed = { keys: new Float64Array(keys.length), ids: new Uint32Array(ids.length) }
  for (let edges = ascendingRuns(keys); edges.length > 2; edges = everySecond(edges)) {
    for (let run = 0; run + 1 < edges.length; run += 2) {
      const middle = edges[run + 1]!
      merge(from, to, edges[run]!, middle, edges[run + 2] ?? middle)
    }
    const sorted = to
    to = from
    from = sorted
  }
  if (from.keys !== keys) {
    keys.set(from.keys)
    ids.set(from.ids)
  }
}

interface Keyed {
  readonly keys: Float64Array
  readonly ids: Uint32Array
}

/** Where runs begin, and at the end the length. */
function ascendingRuns(keys: Float64Array): Uint32Array {
  let count = 1
  for (let i = 1; i < keys.length; i++) if (keys[i]! < keys[i - 1]!) count++
  const edges = new Uint32Array(count + 1)
  let run = 1
  for (let i = 1; i < keys.length; i++) if (keys[i]! < keys[i - 1]!) edges[run++] = i
  edges[count] = keys.length
  return edges
}

/** The edges left when neighbouring runs have been merged in pairs. */
function everySecond(edges: Uint32Array): Uint32Array {
  const runs = edges.length - 1
  const merged = new Uint32Array(Math.ceil(runs / 2) + 1)
  for (let i = 0; i + 1 < merged.length; i++) merged[i] = edges[2 * i]!
  merged[merged.length - 1] = edges[runs]!
  return merged
}

/** Merges from[start, middle) and from[middle, end) into to[start, end). */
function merge(from: Keyed, to: Keyed, start: number, middle: number, end: number): void {
  let left = start
  let right = middle
  for (let i = start; i < end; i++) {
    const source = left < middle && (right >= end || from.keys[left]! <= from.keys[right]!) ? left++ : right++
    to.keys[i] = from.keys[source]!
    to.ids[i] = from.ids[source]!
  }
}
