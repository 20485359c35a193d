import type { Job } from '../../jobs/job.ts'
import { MODELS } from '../../jobs/models.ts'

/** What was attacked or simulated, as any spec may name it. */
interface NamedTarget {
  readonly model: string
  readonly parameters?: { readonly N?: unknown; readonly m?: unknown }
}

/** The title of a figure: what was done, and to which model. */
export function titleOf(what: string, { spec }: Job): string {
  const { target } = spec as { readonly target?: NamedTarget }
  return target === undefined ? what : `${what} – ${modelName(target)}`
}

/** The model's title as it stands within a sentence, and (N, m) where it has them. */
function modelName({ model, parameters }: NamedTarget): string {
  const title = MODELS.find(({ name }) => name === model)?.title ?? model.replaceAll('-', ' ')
  const name = title.charAt(0).toLowerCase() + title.slice(1)
  const { N, m } = parameters ?? {}
  // No line breaks within the pair.
  return N === undefined || m === undefined ? name : `${name}, (N,\u00a0m)\u00a0=\u00a0(${N},\u00a0${m})`
}
