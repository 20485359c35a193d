import { Interrupted } from './errors.ts'
import type { Target } from './target.ts'

/** The target, asking at each output and gradient whether it is to stop; it then throws `Interrupted`. */
export function interruptibleTarget(target: Target, shouldStop: () => boolean): Target {
  const orStop = <Rest extends unknown[], T>(compute: (x: Float64Array, ...rest: Rest) => T) => {
    return (x: Float64Array, ...rest: Rest) => {
      if (shouldStop()) throw new Interrupted()
      return compute(x, ...rest)
    }
  }
  return {
    ...target,
    output: orStop(target.output),
    gradient: orStop(target.gradient),
    ...(target.signStep && { signStep: orStop(target.signStep) }),
  }
}
