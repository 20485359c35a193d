import { useEffect, useRef } from 'preact/hooks'
import { MAP_STEPS, type Rgb } from '../../look/colours.ts'

/** Sides of a digit, in pixels. */
const SIDE = 28

/** Pixels as bytes: the places of a palette, or greys without one. */
export interface DigitBytes {
  readonly pixels: Uint8Array
  readonly palette?: readonly Rgb[]
}

/** A digit, or what was done to it, said in words for those who do not see it. */
export function DigitPicture({ bytes, label }: { readonly bytes: DigitBytes; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => paint(canvas.current!, bytes), [bytes])
  return <canvas class="pixels digit" width={SIDE} height={SIDE} role="img" aria-label={label} ref={canvas} />
}

function paint(canvas: HTMLCanvasElement, { pixels, palette }: DigitBytes): void {
  const context = canvas.getContext('2d')!
  const image = context.createImageData(SIDE, SIDE)
  pixels.forEach((byte, i) => {
    const colour = palette?.[Math.min(byte, MAP_STEPS - 1)] ?? [byte, byte, byte]
    image.data.set([...colour, 255], 4 * i)
  })
  context.putImageData(image, 0, 0)
}
