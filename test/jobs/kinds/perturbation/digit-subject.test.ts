import { expect, test } from 'vitest'
import { Interrupted } from '../../../../src/core/errors.ts'
import { classifierAmong } from '../../../../src/jobs/classifier.ts'
import { digitSubject } from '../../../../src/jobs/kinds/perturbation/digit-subject.ts'
import { held } from '../../../networks.ts'

test('an attack stops in the middle of an image, also where it looks at another classifier', () => {
  let stopped = false
  const classifier = classifierAmong([held('one'), held('other')])
  const subject = digitSubject(
    { target: { classifier: 'one' } },
    { seed: 1, shouldStop: () => stopped, classifier },
  )
  const { target, other, x } = subject.start(0)
  const targets = [target, other('other')]
  for (const each of targets) expect(each.output(x)).toBeTypeOf('number')
  stopped = true
  for (const each of targets) {
    expect(() => each.output(x)).toThrow(Interrupted)
    expect(() => each.gradient(x)).toThrow(Interrupted)
    expect(() => each.signStep!(x, 0.1, { centre: x, epsilon: 0.1 })).toThrow(Interrupted)
  }
})
