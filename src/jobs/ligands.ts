import { InvalidInput } from '../core/errors.ts'
import { largestDraw } from '../core/populations/distribution.ts'
import { drawPicture, drawPopulations, type Picture } from '../core/populations/population.ts'
import { decodeGreyPng, readHeader } from '../data/png.ts'
import { within } from './paths.ts'
import { type LigandPicture, type Ligands, MOST_LIGANDS } from './specs/ligands.ts'

/**
 * Up to so many ligands are drawn when a job is submitted (some milliseconds), so that whatever is wrong with them
 * is told at once. More are drawn by the worker alone; the job then fails with the same problem.
 */
export const MOST_DRAWN_AT_SUBMISSION = 250_000

/** The ligands of a spec: one binding time (s) each, and the size of the picture that they came from. */
export interface ResolvedLigands {
  readonly bindingTimes: Float64Array
  readonly picture: { readonly width: number; readonly height: number } | null
}

/** How many ligands a spec names, without drawing them. Throws `InvalidInput` for a bad picture or too many. */
export function countLigands(ligands: Ligands): number {
  return within('/ligands', () => {
    let count = ligands.bindingTimes?.length ?? 0
    if (ligands.populations)
      count = ligands.populations.reduce((sum, population) => sum + population.count, 0)
    if (ligands.image) count = countPixels(ligands.image)
    if (count > MOST_LIGANDS) {
      throw new InvalidInput(
        'too-many-ligands',
        '',
        `there are ${count} ligands; at most ${MOST_LIGANDS} are allowed`,
      )
    }
    return count
  })
}

function countPixels({ png, pixels }: LigandPicture): number {
  if (png === undefined) return pixels?.length ?? 0
  const { width, height } = within('/image', () => readHeader(Buffer.from(png, 'base64')))
  return width * height
}

/** A binding time (s) that none of a spec's is above, without drawing any. */
export function longestBindingTime({ bindingTimes, populations, image }: Ligands): number {
  if (bindingTimes) return bindingTimes.reduce((most, tau) => Math.max(most, tau), 0)
  const drawn = populations ?? image?.levels ?? []
  return drawn.reduce((most, { bindingTime }) => Math.max(most, largestDraw(bindingTime)), 0)
}

/** Draws the ligands of a spec. Throws `InvalidInput`, its paths into the spec. */
export function resolveLigands(ligands: Ligands, seed: number): ResolvedLigands {
  return within('/ligands', () => {
    if (ligands.bindingTimes) return { bindingTimes: Float64Array.from(ligands.bindingTimes), picture: null }
    if (ligands.populations) {
      const { populations } = ligands
      return { bindingTimes: within('/populations', () => drawPopulations(populations, seed)), picture: null }
    }
    const image = ligands.image!
    return within('/image', () => {
      const picture = readPicture(image)
      const { width, height } = picture
      return { bindingTimes: drawPicture(picture, image.levels, seed), picture: { width, height } }
    })
  })
}

/** A picture given as PNG or as an array. Throws `InvalidInput`, its paths relative to the picture. */
function readPicture({ png, width, height, pixels }: LigandPicture): Picture {
  if (png !== undefined && width === undefined && height === undefined && pixels === undefined) {
    return decodeGreyPng(Buffer.from(png, 'base64'))
  }
  if (png !== undefined || width === undefined || height === undefined || pixels === undefined) {
    throw new InvalidInput(
      'picture-incomplete',
      '',
      'a picture is given either as png, or as width, height and pixels',
    )
  }
  if (pixels.length !== width * height) {
    throw new InvalidInput(
      'picture-size',
      '/pixels',
      `${width} × ${height} pixels make ${width * height}, but ${pixels.length} are given`,
    )
  }
  return { width, height, pixels: Uint8Array.from(pixels) }
}
