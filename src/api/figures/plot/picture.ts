import { encodePalettePng, type PalettePicture } from '../../../data/png.ts'
import { element } from './svg.ts'

/** A picture stretched over a box, its pixels with sharp edges. */
export function pictureElement(
  picture: PalettePicture,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): string {
  const bytes = encodePalettePng(picture)
  return element('image', {
    ...box,
    preserveAspectRatio: 'none',
    'image-rendering': 'pixelated',
    href: `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`,
  })
}
