import { copier } from '../numerics/copier.ts'
import type { Target } from '../target.ts'
import { GREATEST_MAGNITUDE, greatestMagnitude } from './margin-magnitude.ts'
import { DIGIT_SIDE, type Network } from './network.ts'
import { type Engine, openEngine } from './network-engine.ts'
import { PIXEL_RANGE, type PixelRange, pixelBounds } from './pixel-range.ts'

/** The margin above which a network is right. */
export const MARGIN_THRESHOLD = 0

/**
 * A network as a target for images of either class: f(x) = score(true class) − score(other class), threshold 0, so that it
 * responds iff it tells the image rightly. The targets share the engine's memory: they are for one caller at a time.
 *
 * They step by themselves, without showing the gradient, only where no derivative can overflow.
 */
export function marginTargets(network: Network, range: PixelRange = PIXEL_RANGE): readonly Target[] {
  const targets = targetsOf(openEngine(network, 1), range)
  if (greatestMagnitude(network, range) <= GREATEST_MAGNITUDE) return targets
  return targets.map(({ signStep: _, ...target }) => target)
}

/** The targets of a network that an engine holds, by the true class of the image; they follow its weights. */
export function targetsOf(engine: Engine, range: PixelRange = PIXEL_RANGE): readonly Target[] {
  return [0, 1].map((trueClass) => marginTarget(engine, trueClass, range))
}

function marginTarget(engine: Engine, trueClass: number, range: PixelRange): Target {
  const other = 1 - trueClass
  const last = engine.layers.at(-1)!
  const copy = copier(engine.inputs)
  const output = (x: Float64Array) => {
    engine.load(x, 0)
    const scores = engine.forward(1)
    return scores[trueClass]! - scores[other]!
  }
  const differentiate = (x: Float64Array) => {
    output(x)
    last.slopes.values[trueClass] = 1
    last.slopes.values[other] = -1
    engine.backward(1)
    engine.toPixels(x)
  }
  return {
    dimension: engine.inputs,
    bounds: pixelBounds(range),
    threshold: MARGIN_THRESHOLD,
    picture: { width: DIGIT_SIDE, height: DIGIT_SIDE },
    output,
    gradient(x) {
      differentiate(x)
      return copy(engine.pixelSlopes.values)
    },
    signStep(x, length, cube) {
      differentiate(x)
      return copy(engine.signStep(x, length, cube, range).values)
    },
  }
}
