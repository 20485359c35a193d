import type { GroupTexts, LigandsDraft } from './draft.ts'

/** A larger picture is made smaller: a ligand a pixel, and these many can still be seen. */
const LONGEST_SIDE = 128

/** Grey levels that a picture is reduced to, what they stand for, and binding times about a τc (s). */
const LEVELS = [
  { value: 0, label: 'self', sd: 0.05 / 3, mean: null },
  { value: 128, label: 'antagonist', sd: 0.1 / 3, mean: 2.6 / 3 },
  { value: 255, label: 'agonist', sd: 0.02 / 3, mean: 3.8 / 3 },
] as const

/**
 * A picture of any kind as ligands: three grey levels, dark ones self, middle ones antagonists, bright ones agonists, with
 * binding times on their sides of τc (s). Throws where the browser cannot read it.
 */
export async function readPicture(file: Blob, criticalBindingTime: number): Promise<LigandsDraft> {
  const bitmap = await createImageBitmap(file)
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height))
  const width = Math.max(1, Math.round(bitmap.width * scale))
  const height = Math.max(1, Math.round(bitmap.height * scale))
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')!
  // What is transparent is dark, and so self.
  context.fillRect(0, 0, width, height)
  context.drawImage(bitmap, 0, 0, width, height)
  bitmap.close()
  const pixels = greyLevels(context.getImageData(0, 0, width, height).data)
  return {
    way: 'picture',
    picture: { width, height, pixels },
    groups: LEVELS.filter(({ value }) => pixels.includes(value)).map((level) =>
      groupOf(level, criticalBindingTime),
    ),
  }
}

/** Colours, four bytes a pixel, as the nearest of the levels, by their luma. */
export function greyLevels(colours: ArrayLike<number>): number[] {
  return Array.from({ length: colours.length / 4 }, (_, i) => {
    const luma = 0.299 * colours[4 * i]! + 0.587 * colours[4 * i + 1]! + 0.114 * colours[4 * i + 2]!
    return LEVELS[Math.min(LEVELS.length - 1, Math.floor((luma / 256) * LEVELS.length))]!.value
  })
}

function groupOf(
  { value, label, sd, mean }: (typeof LEVELS)[number],
  criticalBindingTime: number,
): GroupTexts {
  const seconds = (share: number) => String(Number((share * criticalBindingTime).toPrecision(4)))
  return {
    label,
    count: String(value),
    distribution: mean === null ? 'half-normal' : 'normal',
    parameters: { sd: seconds(sd), ...(mean !== null && { mean: seconds(mean) }) },
  }
}
