import { NUMBER, PAIR, plus } from './memory'

/**
 * One step of Adam on `count` weights, an even number:
 * m = β1 m + (1 − β1) g, v = β2 v + (1 − β2) g², w = kept·w − step·m/(√(scale·v) + ε).
 */
export function adam(
  weights: usize,
  gradient: usize,
  m: usize,
  v: usize,
  count: i32,
  beta1: f64,
  beta2: f64,
  step: f64,
  scale: f64,
  epsilon: f64,
  kept: f64,
): void {
  const bytes = <usize>count * NUMBER
  for (let at: usize = 0; at < bytes; at += PAIR) {
    const g = v128.load(gradient + at)
    const mean = plus(f64x2.mul(f64x2.splat(beta1), v128.load(m + at)), f64x2.splat(1 - beta1), g)
    const square = plus(
      f64x2.mul(f64x2.splat(beta2), v128.load(v + at)),
      f64x2.splat(1 - beta2),
      f64x2.mul(g, g),
    )
    v128.store(m + at, mean)
    v128.store(v + at, square)
    const size = f64x2.add(f64x2.sqrt(f64x2.mul(f64x2.splat(scale), square)), f64x2.splat(epsilon))
    const change = f64x2.div(f64x2.mul(f64x2.splat(step), mean), size)
    v128.store(weights + at, f64x2.sub(f64x2.mul(f64x2.splat(kept), v128.load(weights + at)), change))
  }
}
