import { expect, test } from 'vitest'
import { Interrupted } from '../../src/core/errors.ts'
import { interruptibleTarget } from '../../src/core/interruptible-target.ts'
import { linearTarget } from './attacks/targets.ts'

test('a target that may be interrupted is the target, until it is asked to stop', () => {
  let stop = false
  const target = interruptibleTarget(linearTarget([2, 3], { lower: 0 }), () => stop)
  const x = Float64Array.of(1, 1)
  expect(target.output(x)).toBe(5)
  expect([...target.gradient(x)]).toEqual([2, 3])
  expect(target.bounds.lower).toEqual(new Float64Array(2))
  stop = true
  expect(() => target.output(x)).toThrow(Interrupted)
  expect(() => target.gradient(x)).toThrow(Interrupted)
})
