import type { Picture } from '../../../core/populations/population.ts'
import { encodeGreyPng, encodePalettePng, type PalettePicture } from '../../../data/png.ts'
import { element } from './svg.ts'

/** Where a picture is shown, in px. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A picture, grey where it has no palette, stretched over a box, its pixels with sharp edges. */
export function pictureElement(picture: Picture | PalettePicture, box: Box): string {
  const bytes = 'palette' in picture ? encodePalettePng(picture) : encodeGreyPng(picture)
  return element('image', {
    ...box,
    preserveAspectRatio: 'none',
    'image-rendering': 'pixelated',
    href: `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`,
  })
}
