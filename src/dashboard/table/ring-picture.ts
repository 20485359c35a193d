/** Ligands whose binding times follow one distribution, as specs give them. */
export interface Population {
  readonly label: string
  readonly count: number
  readonly bindingTime: object
}

/** The middle of the ring is at this share of the picture's side from its centre. */
const RADIUS = 0.35

/**
 * Two populations as a picture of one ligand a pixel, as specs take it: the first a bright ring, the other its dark
 * ground. The levels are in the populations' order. Throws for populations that do not fill a square.
 */
export function asPicture(populations: readonly Population[]) {
  const [ring, ground] = populations
  const total = populations.reduce((sum, { count }) => sum + count, 0)
  const side = Math.sqrt(total)
  if (ring === undefined || ground === undefined || populations.length > 2 || !Number.isInteger(side)) {
    throw new RangeError('the ligands of the table are no square picture of two populations')
  }
  const greys = [255, 0] as const
  const pixels = new Array<number>(total).fill(greys[1])
  for (const pixel of pixelsByRing(side).slice(0, ring.count)) pixels[pixel] = greys[0]
  const levels = [ring, ground].map(({ label, bindingTime }, i) => ({ value: greys[i]!, label, bindingTime }))
  return { width: side, height: side, pixels, levels }
}

/** The pixels of a square picture, row by row from 0, those nearest to the middle of the ring first. */
function pixelsByRing(side: number): number[] {
  const centre = (side - 1) / 2
  const distances = Float64Array.from({ length: side * side }, (_, pixel) => {
    const fromCentre = Math.hypot((pixel % side) - centre, Math.floor(pixel / side) - centre)
    return Math.abs(fromCentre - RADIUS * side)
  })
  return Array.from(distances.keys()).sort((a, b) => distances[a]! - distances[b]!)
}
