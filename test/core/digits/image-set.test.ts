import { describe, expect, test } from 'vitest'
import {
  firstImages,
  type ImageSet,
  imageAt,
  imageCount,
  meanImage,
} from '../../../src/core/digits/image-set.ts'
import { DIGIT_PIXELS } from '../../../src/core/digits/network.ts'

/** Three images, each of one grey. */
const SET: ImageSet = {
  labels: [3, 7],
  pixels: Uint8Array.from(
    { length: 3 * DIGIT_PIXELS },
    (_, i) => [255, 51, 102][Math.floor(i / DIGIT_PIXELS)]!,
  ),
  classes: Uint8Array.of(0, 1, 1),
  indices: Uint32Array.of(4, 9, 11),
}

const grey = (value: number) => new Float64Array(DIGIT_PIXELS).fill(value)

describe('a set of images', () => {
  test('gives pixels in [0, 1]', () => {
    expect(imageCount(SET)).toBe(3)
    expect(imageAt(SET, 0)).toEqual(grey(1))
    expect(imageAt(SET, 2)).toEqual(grey(0.4))
  })

  test('has a mean of each class', () => {
    expect(meanImage(SET, 0)).toAllClose(grey(1), { rtol: 1e-15 })
    expect(meanImage(SET, 1)).toAllClose(grey(0.3), { rtol: 1e-15 })
  })

  test('is cut short to the first so many, or left whole', () => {
    const first = firstImages(SET, 2)
    expect([...first.classes]).toEqual([0, 1])
    expect([...first.indices]).toEqual([4, 9])
    expect(imageAt(first, 1)).toEqual(grey(0.2))
    expect(firstImages(SET, 10)).toEqual(SET)
  })

  test('has no image beyond its last, and no mean of a class without images', () => {
    for (const i of [-1, 3, 0.5])
      expect(() => imageAt(SET, i)).toThrow(expect.objectContaining({ code: 'no-such-image' }))
    expect(() => meanImage(firstImages(SET, 1), 1)).toThrow(
      expect.objectContaining({ code: 'no-image-of-class' }),
    )
  })
})
