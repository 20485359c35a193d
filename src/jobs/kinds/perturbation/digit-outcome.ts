import type { Norm, Norms } from '../../../core/attacks/norms.ts'
import { type NoiseControl, reportPerturbation } from '../../../core/attacks/perturbation-report.ts'
import { squareAttack } from '../../../core/attacks/square.ts'
import { leastMargin } from '../../../core/certificates/margin-bounds.ts'
import { type RandomStream, randomStream } from '../../../core/numerics/random.ts'
import type { PartSetting } from '../../kind.ts'
import type { DigitStart, DigitSubject } from './digit-subject.ts'
import type { PerturbationMethod } from './method.ts'

/** Of the first images of a job a gradient attack in L∞ is held against one that looks at no gradient. */
export const CROSS_CHECK = { images: 50, queries: 300 } as const

/** Streams of random numbers: these for each image, after those of populations and controls. */
const FIRST_STREAM = 4096
const STREAMS_PER_IMAGE = 4
const STREAMS = { attack: 0, control: 1, crossCheck: 2 } as const

/** What became of an image under an attack of one size. */
export interface SizeOutcome {
  readonly epsilon: number
  readonly margin: number
  readonly norms: Norms
  readonly control: NoiseControl
  /** What the margin cannot go below. */
  readonly certified: number
  /** What an attack without gradients takes it to; null where none was made. */
  readonly gradientFree: number | null
}

/** What became of an image. */
export interface ImageOutcome {
  /** Its place in the file that it comes from. */
  readonly index: number
  readonly trueClass: 0 | 1
  /** Before the attack. */
  readonly margin: number
  /** Sum of the magnitudes of the margin's derivatives before the attack: what a budget of 1 promises. */
  readonly slope: number
  readonly sizes: readonly SizeOutcome[]
  /** What the method says besides. */
  readonly besides: object
  /** Pixels before, and after each size; null where they are not kept. */
  readonly example: readonly Float64Array[] | null
}

/** Attacks image `i` of a subject, counted from 0, in all sizes that the spec asks for. */
export function attackImage<Spec>(
  method: PerturbationMethod<Spec, DigitStart>,
  spec: Spec,
  subject: DigitSubject,
  i: number,
  { seed }: PartSetting,
): ImageOutcome {
  const { choice, set } = subject
  const start = subject.start(i)
  const { target, x } = start
  const place = choice.first + i
  const stream = (use: number): RandomStream =>
    randomStream(seed, FIRST_STREAM + STREAMS_PER_IMAGE * place + use)
  const norm = method.norm(spec)
  const crossChecked = method.followsGradients && norm === 'linf' && method.epsilon(spec) !== null
  const attacks = method.attack(spec, start, () => stream(STREAMS.attack))
  const pictures = [x]
  const sizes: SizeOutcome[] = []
  for (;;) {
    const { done, value } = attacks.next()
    if (done) {
      return {
        index: set.indices[place]!,
        trueClass: start.trueClass,
        margin: target.output(x),
        slope: target.gradient(x).reduce((sum, derivative) => sum + Math.abs(derivative), 0),
        sizes,
        besides: value,
        example: i < choice.examples ? pictures : null,
      }
    }
    const { epsilon, attacked } = value
    const size = { epsilon, norm }
    const { output, norms, control } = reportPerturbation(target, x, attacked, size, stream(STREAMS.control))
    sizes.push({
      epsilon,
      margin: output,
      norms,
      control,
      certified: certifiedMargin(subject, start, epsilon, norm),
      gradientFree:
        crossChecked && i < CROSS_CHECK.images
          ? target.output(squareAttack(target, x, epsilon, CROSS_CHECK, stream(STREAMS.crossCheck)))
          : null,
    })
    pictures.push(attacked)
  }
}

function certifiedMargin(
  { classifier, bounds }: DigitSubject,
  { trueClass, x }: DigitStart,
  epsilon: number,
  norm: Norm,
): number {
  return leastMargin(classifier.network, trueClass, x, { epsilon, norm }, bounds)
}
