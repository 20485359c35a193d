import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Kernel, openKernel } from '../../../../src/core/digits/kernels/kernel.ts'

describe('the memory of a kernel', () => {
  test('holds as many numbers as were asked for, in blocks of any lengths, apart from each other', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 70 }), { maxLength: 60 }), (lengths) => {
        const kernel = openKernel(lengths.reduce((sum, length) => sum + length, 0))
        const blocks = lengths.map((length) => kernel.allocate(length))
        blocks.forEach(({ values }, i) => {
          expect(values.every((value) => value === 0)).toBe(true)
          values.fill(i + 1)
        })
        blocks.forEach(({ values, offset }, i) => {
          expect(values.length).toBe(lengths[i])
          expect(values.every((value) => value === i + 1)).toBe(true)
          expect(values.byteOffset).toBe(offset)
        })
        expect(() => kernel.allocate(1)).toThrow(RangeError)
      }),
    )
  })

  test('is its own: two kernels do not share numbers', () => {
    const [a, b] = [openKernel(3).allocate(3), openKernel(3).allocate(3)]
    a.values.fill(7)
    expect(Array.from(b.values)).toEqual([0, 0, 0])
  })

  test('does not run out silently', () => {
    const kernel = openKernel(10)
    kernel.allocate(7)
    expect(() => kernel.allocate(4)).toThrow('no room for 4 numbers: 3 of 10 are left')
    expect(() => kernel.allocate(Number.NaN)).toThrow(RangeError)
    expect(kernel.allocate(3).values).toHaveLength(3)
    expect(() => openKernel(1e12)).toThrow(RangeError)
  })

  test('is not written outside of blocks that are too short', () => {
    const shape = { inputs: 3, outputs: 2 }
    const kernel = openKernel(100)
    const [five, six, two, four, three] = [5, 6, 2, 4, 3].map((length) => kernel.allocate(length))
    const tooShort = /a block of \d numbers is too short for \d/
    const fails = (run: (k: Kernel) => void) => expect(() => run(kernel)).toThrow(tooShort)
    fails((k) => k.forward(five!, two!, three!, two!, shape, 1))
    fails((k) => k.forward(six!, two!, five!, four!, shape, 2))
    fails((k) => k.forward(six!, two!, six!, three!, shape, 2))
    fails((k) => k.backward(six!, three!, six!, shape, 2))
    fails((k) => k.backward(six!, two!, two!, shape, 1))
    fails((k) => k.accumulate(two!, two!, six!, two!, shape, 1))
    fails((k) => k.accumulate(two!, three!, five!, two!, shape, 1))
    const step = { rate: 1, beta1: 0, beta2: 0, epsilon: 1, decay: 0, correction1: 1, correction2: 1 }
    fails((k) => k.adam(six!, six!, five!, six!, step))
  })
})
