/** The sides of a picture, in pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** Where a PNG has its width, after its signature and the head of its first chunk; its height follows. */
const WIDTH_AT = 16

/** The sides of the picture that ligands are given as in a spec; null where they are not. */
export function pictureOfSpec(spec: object): PictureSize | null {
  const { image } = ((spec as { ligands?: object }).ligands ?? {}) as {
    image?: Partial<PictureSize> & { png?: string }
  }
  if (image?.png !== undefined) {
    const view = new DataView(bytesOf(image.png.slice(0, 32)).buffer)
    return { width: view.getUint32(WIDTH_AT), height: view.getUint32(WIDTH_AT + 4) }
  }
  return image?.width !== undefined && image.height !== undefined
    ? { width: image.width, height: image.height }
    : null
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/** The size of a picture whose pixels are ligands; of ligands without a picture the sides of a square that holds them. */
export function pictureSize(ligands: number, picture: PictureSize | null): PictureSize {
  if (picture !== null) return picture
  const width = Math.max(1, Math.ceil(Math.sqrt(ligands)))
  return { width, height: Math.ceil(ligands / width) }
}

/** Draws ligands as grey pixels, a byte each in base64: black binds for 0 s, white the longest. */
export function drawPicture(canvas: HTMLCanvasElement, bytes: string, picture: PictureSize | null): void {
  const greys = bytesOf(bytes)
  const { width, height } = pictureSize(greys.length, picture)
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  const context = canvas.getContext('2d')!
  const image = context.createImageData(width, height)
  for (let i = 0; i < greys.length; i++) {
    image.data.fill(greys[i]!, 4 * i, 4 * i + 3)
    image.data[4 * i + 3] = 255
  }
  context.putImageData(image, 0, 0)
}
