import type { RandomStream } from './random.ts'

/** Layers of equal area under e^-x: 255 rectangles, and one at the bottom with the tail beside it. */
const LAYERS = 256

/** Where the tail begins for so many: the root of the condition that the top layer ends at x = 0. */
const TAIL = 7.69711747013105

/** Of a layer: of the bottom one, its rectangle and the tail. */
const AREA = (TAIL + 1) * Math.exp(-TAIL)

/** Right edges x_i of the layers from the bottom up, the bottom one's as wide as its area asks for; and e^-x_i. */
const edges = new Float64Array(LAYERS + 1)
const heights = new Float64Array(LAYERS + 1)
edges[0] = AREA / Math.exp(-TAIL)
edges[1] = TAIL
for (let i = 2; i < LAYERS; i++) {
  edges[i] = -Math.log(AREA / edges[i - 1]! + Math.exp(-edges[i - 1]!))
}
for (let i = 1; i <= LAYERS; i++) heights[i] = Math.exp(-edges[i]!)

/**
 * An exponential deviate of mean 1, exact, by the ziggurat: a point in a random layer, kept when it is under e^-x, which
 * some 99 in 100 are by their layer alone. One uniform number chooses layer and place; half the cost of a logarithm.
 *
 * Source: Marsaglia & Tsang, J. Stat. Softw. 5, 8 (2000).
 */
export function exponential({ uniform }: RandomStream): number {
  let offset = 0
  for (;;) {
    const scaled = LAYERS * uniform()
    const i = Math.floor(scaled)
    const x = (scaled - i) * edges[i]!
    if (x < edges[i + 1]!) return offset + x
    if (i === 0) {
      // Beyond the start of the tail an exponential begins anew.
      offset += TAIL
      continue
    }
    if (heights[i]! + uniform() * (heights[i + 1]! - heights[i]!) < Math.exp(-x)) return offset + x
  }
}
