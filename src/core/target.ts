/** The least and the greatest value of each coordinate; arrays of the target's dimension. */
export interface Bounds {
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/** Columns and rows of a picture. */
export interface Picture {
  readonly width: number
  readonly height: number
}

/** The points that an attack of size ε in L∞ may reach, but for the bounds. */
export interface Cube {
  readonly centre: Float64Array
  readonly epsilon: number
}

/**
 * The analogy: a differentiable scalar function of a bounded vector, with a threshold on it.
 *
 * For a cell the vector holds binding times (s) or quantities of ligands and the scalar is the output of its
 * decision; for a network the vector holds pixels and the scalar is the margin between two classes. Attacks,
 * landscapes and certificates know nothing else of what they attack. Source: arXiv:1807.04270, section II.
 */
export interface Target {
  readonly dimension: number
  readonly bounds: Bounds
  /** It responds iff its output is above this. */
  readonly threshold: number
  /**
   * A label for each coordinate: those of one label may exchange their values and leave the output as it is. Absent
   * where no two may. It only saves work.
   */
  readonly interchangeable?: Float64Array
  /**
   * Its coordinates are the pixels of a picture, row by row. Absent where they have no places: an attack by patches then
   * changes runs of neighbouring coordinates.
   */
  readonly picture?: Picture
  /** The scalar at `x`, an array of `dimension` coordinates. */
  output(x: Float64Array): number
  /** ∂output/∂x_i, an array of `dimension`; `±Infinity` where a derivative diverges. */
  gradient(x: Float64Array): Float64Array
  /**
   * x − length·sgn ∂f/∂x, brought back to the bounds and to the cube: what an attack in L∞ would make of the gradient,
   * to the last bit, for a target that is quicker at both together. A new array.
   */
  signStep?(x: Float64Array, length: number, cube: Cube): Float64Array
}

/** Whether the target responds at `x`: output > threshold. */
export function responds(target: Target, x: Float64Array): boolean {
  return target.output(x) > target.threshold
}

/** `x` with each coordinate brought back to the nearest value its bounds allow; a new array. */
export function clip(x: Float64Array, { lower, upper }: Bounds): Float64Array {
  const clipped = new Float64Array(x.length)
  for (let i = 0; i < x.length; i++) clipped[i] = Math.min(Math.max(x[i]!, lower[i]!), upper[i]!)
  return clipped
}
