import type { Picture } from '../core/populations/population.ts'
import { encodeGreyPng } from '../data/png.ts'

/** Letters of five columns and seven rows; “#” is ink. */
const GLYPHS = [
  ['#...#', '##.##', '#.#.#', '#.#.#', '#...#', '#...#', '#...#'],
  ['#####', '..#..', '..#..', '..#..', '..#..', '..#..', '..#..'],
  ['#....', '#....', '#....', '#....', '#....', '#....', '#####'],
] as const

/** Pixels to a cell of a glyph, and cells of ground around it. */
const SCALE = 4
const MARGIN = 1

/** Grey values of the picture and whose ligands they stand for. */
export const LETTER_GREYS = { self: 0, middleGround: 60, antagonist: 140, agonist: 255 } as const

/**
 * Three letters side by side, M, T and L: the outer two of agonists, the middle one of antagonists, each on a ground
 * of self ligands; the middle letter's ground has a grey of its own. 84 × 36 pixels.
 */
export function lettersPicture(): Picture {
  const columns = 5 + 2 * MARGIN
  const rows = 7 + 2 * MARGIN
  const width = 3 * columns * SCALE
  const height = rows * SCALE
  const pixels = new Uint8Array(width * height)
  for (let i = 0; i < pixels.length; i++) {
    const column = Math.floor((i % width) / SCALE)
    const row = Math.floor(i / width / SCALE)
    const letter = Math.floor(column / columns)
    const inked = GLYPHS[letter]![row - MARGIN]?.[(column % columns) - MARGIN] === '#'
    pixels[i] = greyAt(letter === 1, inked)
  }
  return { width, height, pixels }
}

function greyAt(middle: boolean, inked: boolean): number {
  if (middle) return inked ? LETTER_GREYS.antagonist : LETTER_GREYS.middleGround
  return inked ? LETTER_GREYS.agonist : LETTER_GREYS.self
}

/**
 * The ligands of the picture. The middle letter's ground binds a little better than the others', and that decides
 * what becomes of it: for m > 1 only ligands away from the origin feel a pull.
 */
export function lettersLigands() {
  return {
    image: {
      png: Buffer.from(encodeGreyPng(lettersPicture())).toString('base64'),
      levels: [
        { value: LETTER_GREYS.self, label: 'self', bindingTime: { distribution: 'half-normal', sd: 0.05 } },
        {
          value: LETTER_GREYS.middleGround,
          label: 'self under the middle letter',
          bindingTime: { distribution: 'normal', mean: 0.3, sd: 0.05 },
        },
        {
          value: LETTER_GREYS.antagonist,
          label: 'antagonist',
          bindingTime: { distribution: 'normal', mean: 2.6, sd: 0.1 },
        },
        {
          value: LETTER_GREYS.agonist,
          label: 'agonist',
          bindingTime: { distribution: 'normal', mean: 3.8, sd: 0.02 },
        },
      ],
    },
  } as const
}
