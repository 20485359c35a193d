import type { HeldClassifier } from './classifier.ts'
import { kindFor } from './kinds.ts'
import type { SharedClassifiers } from './shared-classifiers.ts'
import type { ClaimedJob } from './store.ts'

/**
 * What a claimed job needs, ready for any worker. Throws `InvalidInput` for a classifier that is not there, or that does
 * not fit: while the job waited another may have come under the name of one whose training failed.
 */
export async function classifiersOf(
  kept: SharedClassifiers,
  { job, needs }: ClaimedJob,
): Promise<HeldClassifier[]> {
  if (needs.length === 0) return []
  const { spec, seed } = job
  const kind = kindFor(job.kind, spec)
  const paths = new Map(kind.classifiers?.(spec).map(({ name, path }) => [name, path]))
  const held = await kept.all(needs.map((name) => ({ name, path: paths.get(name) ?? '/target/classifier' })))
  kind.check(spec, seed, new Map(held.map(({ record }) => [record.name, record])))
  return held
}
