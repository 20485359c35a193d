import { describe, expect, test } from 'vitest'
import { imageAt, imageCount, meanImage } from '../../src/core/digits/image-set.ts'
import { countDigits, grandMoments, loadDigits } from '../../src/data/mnist.ts'

describe('MNIST', () => {
  test('has 12 396 threes and sevens to train on and 2 038 to test with', () => {
    for (const [split, count] of [
      ['train', 12_396],
      ['test', 2_038],
    ] as const) {
      const set = loadDigits([3, 7], split)
      expect(imageCount(set)).toBe(count)
      expect(set.pixels.length).toBe(count * 784)
      expect(set.indices.length).toBe(count)
      expect(countDigits(3, split) + countDigits(7, split)).toBe(count)
    }
  })

  test('has 70 000 digits', () => {
    const digits = Array.from({ length: 10 }, (_, label) => label)
    for (const [split, count] of [
      ['train', 60_000],
      ['test', 10_000],
    ] as const)
      expect(digits.reduce((sum, label) => sum + countDigits(label, split), 0)).toBe(count)
  })

  test('gives the classes in the order of the labels, and the images in the order of the file', () => {
    const [set, other] = [loadDigits([3, 7], 'test'), loadDigits([7, 3], 'test')]
    expect(set.labels).toEqual([3, 7])
    expect(other.labels).toEqual([7, 3])
    expect(other.classes).toEqual(set.classes.map((value) => 1 - value))
    expect(other.pixels).toEqual(set.pixels)
    expect(set.indices).toEqual(set.indices.toSorted())
    // The test labels begin 7 2 1 0 4 1 4 9.
    expect([...set.indices.subarray(0, 1)]).toEqual([0])
    expect(set.classes[0]).toBe(1)
    expect(set.classes.filter((value) => value === 0).length).toBe(countDigits(3, 'test'))
  })

  test('shows digits: a one takes less ink than a zero, and has it in the middle', () => {
    const set = loadDigits([0, 1], 'test')
    const ink = [0, 1].map((ofClass) => meanImage(set, ofClass).reduce((sum, value) => sum + value, 0))
    expect(ink[0]).toBeGreaterThan(2 * ink[1]!)
    const centre = 14 * 28 + 14
    expect(meanImage(set, 1)[centre]).toBeGreaterThan(0.8)
    expect(meanImage(set, 0)[centre]).toBeLessThan(0.1)
    expect(imageAt(set, 0).every((value) => value >= 0 && value <= 1)).toBe(true)
  })

  test('keeps what was asked for last, and no more than a few sets', () => {
    const set = loadDigits([3, 7], 'test')
    expect(loadDigits([3, 7], 'test')).toBe(set)
    for (const label of [0, 1, 2, 4, 5]) loadDigits([label, 9], 'test')
    expect(loadDigits([3, 7], 'test')).not.toBe(set)
    expect(loadDigits([3, 7], 'test')).toEqual(set)
  })

  test('has pixels of mean 0.1309 and deviation 0.3084 over all images', () => {
    const { mean, deviation } = grandMoments()
    // Computed with NumPy from the same files.
    expect(mean).toBeCloseTo(0.130_925_351_926_485, 14)
    expect(deviation).toBeCloseTo(0.308_448_524_027_036, 14)
    expect(grandMoments()).toBe(grandMoments())
  })

  test('has no such digits as 10, −1, 3.5, or two that are alike', () => {
    for (const label of [10, -1, 3.5, Number.NaN]) {
      expect(() => loadDigits([label, 3], 'test')).toThrow(
        expect.objectContaining({ code: 'label-not-digit', path: '/labels/0' }),
      )
      expect(() => loadDigits([3, label], 'test')).toThrow(
        expect.objectContaining({ code: 'label-not-digit', path: '/labels/1' }),
      )
      expect(() => countDigits(label, 'test')).toThrow(
        expect.objectContaining({ code: 'label-not-digit', path: '/label' }),
      )
    }
    expect(() => loadDigits([3, 3], 'test')).toThrow(expect.objectContaining({ code: 'labels-alike' }))
  })
})
