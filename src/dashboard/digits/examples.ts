import type { DigitAttackShape } from '../../api/result-shapes.ts'
import { blueWhiteRed, MAP_STEPS } from '../../look/colours.ts'
import {
  type ExamplePixels,
  examplePixels,
  filtered,
  greyPicture,
  largestMagnitude,
  signedPicture,
} from '../../look/example-pixels.ts'
import { getJson, request } from '../service/client.ts'
import type { DigitBytes } from './digit-picture.tsx'

/** A result with the pictures that it has kept. */
export interface AttackedDigits {
  readonly result: DigitAttackShape
  readonly pixels: ExamplePixels
}

export async function loadAttackedDigits(job: string, signal: AbortSignal): Promise<AttackedDigits> {
  const address = `/v1/jobs/${encodeURIComponent(job)}/result`
  const [result, bytes] = await Promise.all([
    getJson<DigitAttackShape>(address, signal),
    request(address, { accept: 'application/octet-stream', signal }).then((answer) => answer.arrayBuffer()),
  ])
  return { result, pixels: examplePixels(new Float64Array(bytes), result.accuracy.attacked.length) }
}

/** What a network makes of an image: the digit that it tells, and by which margin. */
export interface Answer {
  readonly told: number
  readonly margin: number
  readonly right: boolean
}

/** An example at one of the sizes. */
export interface ShownExample {
  readonly index: number
  readonly label: number
  readonly clean: Answer
  readonly attacked: Answer
  readonly before: DigitBytes
  readonly perturbation: DigitBytes
  readonly after: DigitBytes
  /** Null where the network has no filter. */
  readonly throughFilter: DigitBytes | null
  /** Where each image has a size of its own; else null. */
  readonly size: number | null
}

/** The examples at the size of this place among the sizes, and the change that is drawn in the strongest colours. */
export function examplesAt(
  { result, pixels }: AttackedDigits,
  size: number,
): { readonly examples: readonly ShownExample[]; readonly most: number } {
  const { examples, labels, threshold, classifier } = result
  const changes = examples.map((_, i) => pixels.perturbation(i, size))
  const most = largestMagnitude(changes)
  const answer = (label: number, margin: number): Answer => {
    const right = margin > threshold
    return { margin, right, told: right ? label : labels.find((other) => other !== label)! }
  }
  return {
    most,
    examples: examples.map(({ index, label, margin }, i) => ({
      index,
      label,
      clean: answer(label, margin.clean),
      attacked: answer(label, margin.attacked[size]!),
      before: greyPicture(pixels.before(i)),
      perturbation: { ...signedPicture(changes[i]!, most, MAP_STEPS), palette: blueWhiteRed() },
      after: greyPicture(pixels.after(i, size)),
      throughFilter:
        classifier.hill === null ? null : greyPicture(filtered(pixels.after(i, size), classifier.hill)),
      size: 'smallest' in result ? (result.smallest.sizes[i] ?? null) : null,
    })),
  }
}
