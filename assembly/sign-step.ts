import { NUMBER, PAIR } from './memory'

/**
 * One step against the signs of a gradient for `count` numbers, an even number:
 * to = x − length·sgn g, brought back to no further than ε from the centre and then to [lower, upper]. The first as
 * `edge` of src/core/attacks/ball.ts does it, to the last bit; `slack` is its share of the numbers. Constants come as
 * arguments: those of the module itself would be loaded anew for each pair.
 */
export function signStep(
  x: usize,
  gradient: usize,
  centre: usize,
  to: usize,
  count: i32,
  lower: f64,
  upper: f64,
  length: f64,
  epsilon: f64,
  slack: f64,
  minusZero: f64,
): void {
  const sign = f64x2.splat(minusZero)
  const step = f64x2.splat(length)
  const low = f64x2.splat(lower)
  const high = f64x2.splat(upper)
  const most = f64x2.splat(epsilon)
  const reduced = f64x2.splat(epsilon - slack * epsilon)
  const share = f64x2.splat(slack)
  const bytes = <usize>count * NUMBER
  // The first step of an attack. What is left of ε is then not below 0, and need not be compared with it.
  const leftMost = epsilon - slack * epsilon - slack * max(Math.abs(lower), Math.abs(upper))
  if (x === centre && length === epsilon && leftMost >= 0) {
    for (let at: usize = 0; at < bytes; at += PAIR) {
      const c = v128.load(x + at)
      const moved = f64x2.sub(c, change(v128.load(gradient + at), sign, step))
      v128.store(to + at, within(low, high, nearEdge(moved, c, left(c, reduced, share), sign, most)))
    }
    return
  }
  for (let at: usize = 0; at < bytes; at += PAIR) {
    const c = v128.load(centre + at)
    const moved = f64x2.sub(v128.load(x + at), change(v128.load(gradient + at), sign, step))
    const offset = f64x2.sub(moved, c)
    const edge = f64x2.add(c, v128.or(most, v128.and(offset, sign)))
    const short = f64x2.pmax(left(c, reduced, share), f64x2.splat(0))
    const near = nearEdge(edge, c, short, sign, most)
    const isBeyond = f64x2.gt(f64x2.abs(offset), most)
    v128.store(to + at, within(low, high, v128.bitselect(near, moved, isBeyond)))
  }
}

/** length·sgn g; 0 where g is NaN, whose sign is another on every machine. */
function change(slope: v128, sign: v128, step: v128): v128 {
  return v128.and(f64x2.gt(f64x2.abs(slope), f64x2.splat(0)), v128.or(v128.and(slope, sign), step))
}

/** What is left of ε where rounding may add to the distance from a centre. */
function left(c: v128, reduced: v128, share: v128): v128 {
  return f64x2.sub(reduced, f64x2.mul(share, f64x2.abs(c)))
}

/** A point at distance ε from the centre, or where rounding has put it further one just nearer. */
function nearEdge(edge: v128, c: v128, short: v128, sign: v128, most: v128): v128 {
  const offset = f64x2.sub(edge, c)
  const nearer = f64x2.add(c, v128.or(short, v128.and(offset, sign)))
  return v128.bitselect(nearer, edge, f64x2.gt(f64x2.abs(offset), most))
}

function within(low: v128, high: v128, value: v128): v128 {
  return f64x2.pmin(f64x2.pmax(value, low), high)
}
