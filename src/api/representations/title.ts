import { labelPair } from '../../jobs/digits.ts'
import type { Job } from '../../jobs/job.ts'
import { MODELS } from '../../jobs/models.ts'

/** A cell that was attacked or simulated, as any spec may name it. */
interface NamedCell {
  readonly model: string
  readonly parameters?: { readonly N?: unknown; readonly m?: unknown }
}

interface NamedClassifier {
  readonly classifier: string
}

/** Images of two digits. */
interface NamedImages {
  readonly labels?: readonly number[]
}

/** What any spec may say of what it is about. */
interface NamedTarget {
  readonly target?: NamedCell | NamedClassifier
  readonly digits?: NamedImages
  readonly image?: NamedImages
  readonly from?: NamedImages
}

/** The title of a figure: what was done, and to which model or classifier. */
export function titleOf(what: string, { spec }: Pick<Job, 'spec'>): string {
  const { target, digits, image, from } = spec as NamedTarget
  if (target === undefined) return what
  return `${what} – ${'classifier' in target ? classifierName(target, (digits ?? image ?? from)?.labels) : modelName(target)}`
}

function classifierName({ classifier }: NamedClassifier, labels: readonly number[] | undefined): string {
  const [first, second] = labelPair(labels)
  // No line breaks within the name or the pair.
  return `classifier\u00a0${classifier}, ${first}\u00a0against\u00a0${second}`
}

/** The model's title as it stands within a sentence, and (N, m) where it has them. */
function modelName({ model, parameters }: NamedCell): string {
  const title = MODELS.find(({ name }) => name === model)?.title ?? model.replaceAll('-', ' ')
  const name = title.charAt(0).toLowerCase() + title.slice(1)
  const { N, m } = parameters ?? {}
  // No line breaks within the pair.
  return N === undefined || m === undefined ? name : `${name}, (N,\u00a0m)\u00a0=\u00a0(${N},\u00a0${m})`
}
