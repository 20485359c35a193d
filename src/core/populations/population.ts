import { InvalidInput } from '../errors.ts'
import { randomStream } from '../numerics/random.ts'
import { type Distribution, sampler } from './distribution.ts'

/** `count` ligands whose binding times follow one distribution. */
export interface Population {
  readonly label: string
  readonly count: number
  readonly bindingTime: Distribution
}

/** A grey level of a picture and the population that its pixels belong to. */
export interface PictureLevel {
  readonly value: number
  readonly label: string
  readonly bindingTime: Distribution
}

/** An 8-bit grey picture, row by row; one ligand a pixel. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/**
 * Binding times (s) of all populations, one after the other in the order given.
 *
 * Population i draws from stream i of the seed, so that a change to one leaves the others alone. Throws
 * `InvalidInput` (paths relative to the array of populations) for no ligand at all and for a negative draw.
 */
export function drawPopulations(populations: readonly Population[], seed: number): Float64Array {
  const total = populations.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) throw new InvalidInput('empty-population', '', 'there is no ligand in any population')
  const bindingTimes = new Float64Array(total)
  let next = 0
  populations.forEach(({ label, count, bindingTime }, index) => {
    const path = `/${index}/bindingTime`
    const draw = sampler(bindingTime, randomStream(seed, index), path)
    for (const end = next + count; next < end; next++) bindingTimes[next] = accept(draw(), label, path)
  })
  return bindingTimes
}

/**
 * Binding times (s) of a picture's pixels, row by row.
 *
 * The pixels of level i draw from stream i of the seed, in the picture's order. Throws `InvalidInput` (paths
 * relative to the picture's description) for a picture without pixels, a level given twice, a pixel whose grey
 * is no level, and a negative draw.
 */
export function drawPicture(picture: Picture, levels: readonly PictureLevel[], seed: number): Float64Array {
  if (picture.pixels.length === 0) throw new InvalidInput('empty-population', '', 'the picture has no pixel')
  const draws = new Map<number, () => number>()
  levels.forEach(({ value, label, bindingTime }, index) => {
    const path = `/levels/${index}`
    if (draws.has(value))
      throw new InvalidInput('level-twice', `${path}/value`, `grey level ${value} is given twice`)
    const draw = sampler(bindingTime, randomStream(seed, index), `${path}/bindingTime`)
    draws.set(value, () => accept(draw(), label, `${path}/bindingTime`))
  })
  return Float64Array.from(picture.pixels, (value, i) => {
    const draw = draws.get(value)
    if (draw === undefined) {
      const column = i % picture.width
      const row = Math.floor(i / picture.width)
      throw new InvalidInput(
        'unknown-level',
        '/levels',
        `the pixel in column ${column}, row ${row} has grey ${value}, for which no level is given`,
      )
    }
    return draw()
  })
}

function accept(bindingTime: number, label: string, path: string): number {
  if (bindingTime >= 0 && Number.isFinite(bindingTime)) return bindingTime
  throw new InvalidInput(
    'negative-binding-time',
    path,
    `the distribution of “${label}” drew the binding time ${bindingTime} s; it must not reach below 0 (half-normal and log-normal never do)`,
  )
}
