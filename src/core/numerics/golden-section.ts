/** A place on a line and the value there. */
export interface LinePoint {
  readonly place: number
  readonly value: number
}

const GOLDEN = (Math.sqrt(5) - 1) / 2

/** Golden sections of a bracket: to a 10⁻⁷ of it, about as well as a minimum can be placed in doubles. */
const SECTIONS = 34

/**
 * The least of a function in [low, high] as golden section finds it: its least value there where it has one minimum,
 * else one of its minima. Takes 36 values.
 */
export function goldenSection(value: (place: number) => number, low: number, high: number): LinePoint {
  const at = (place: number): LinePoint => ({ place, value: value(place) })
  let [from, to] = [low, high]
  let left = at(to - GOLDEN * (to - from))
  let right = at(from + GOLDEN * (to - from))
  for (let section = 0; section < SECTIONS; section++) {
    if (left.value <= right.value) {
      to = right.place
      right = left
      left = at(to - GOLDEN * (to - from))
    } else {
      from = left.place
      left = right
      right = at(from + GOLDEN * (to - from))
    }
  }
  return left.value <= right.value ? left : right
}
