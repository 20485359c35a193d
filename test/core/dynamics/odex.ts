import { createRequire } from 'node:module'
import type { OdeSystem } from '../../../src/core/dynamics/ode.ts'

interface OdexSolver {
  absoluteTolerance: number
  relativeTolerance: number
  maxSteps: number
  solve(f: (x: number, y: number[]) => number[], x0: number, y0: number[], x1: number): { y: number[] }
}

// Required and not imported: the package's types are sources that a strict compiler refuses.
const { Solver } = createRequire(import.meta.url)('odex') as { Solver: new (n: number) => OdexSolver }

/** y(time) by odex, Hairer's extrapolation method: an integrator that shares nothing with ours. */
export function odex(system: OdeSystem, y0: Float64Array, time: number, tolerance = 1e-13): number[] {
  const solver = new Solver(system.dimension)
  solver.absoluteTolerance = solver.relativeTolerance = tolerance
  solver.maxSteps = 1_000_000
  const f = (_: number, y: number[]) => {
    const out = new Float64Array(system.dimension)
    system.rates(Float64Array.from(y), out)
    return Array.from(out)
  }
  return solver.solve(f, 0, Array.from(y0), time).y
}
