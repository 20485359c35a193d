import { InvalidInput } from '../core/errors.ts'
import { type ClassifierHead, noSuchClassifier } from '../jobs/classifier.ts'
import type { ClassifierHeads, NeededClassifier } from '../jobs/kind.ts'
import type { ReadyMade } from '../jobs/ready-made.ts'
import { headOfTraining } from '../jobs/training-head.ts'
import type { Services } from './services.ts'

/** What finding classifiers takes. */
export type ClassifierSources = Pick<Services, 'store' | 'readyMade'>

/**
 * What is known of classifiers that are stored, being trained, or ready-made. Throws `InvalidInput`, with the path of
 * the first that is none of these.
 */
export async function headsOf(
  sources: ClassifierSources,
  needed: readonly NeededClassifier[],
): Promise<ClassifierHeads> {
  const heads = new Map<string, ClassifierHead>()
  for (const { name, path } of needed) heads.set(name, await headOf(sources, name, path))
  return heads
}

async function headOf(sources: ClassifierSources, name: string, path: string): Promise<ClassifierHead> {
  const { store } = sources
  const stored = await store.classifier(name)
  if (stored !== undefined) return stored
  const spec = (await store.trainingOf(name))?.spec ?? readyMadeNamed(sources, name)?.spec
  if (spec === undefined) throw noSuchClassifier(name, path)
  return headOfTraining(spec, name)
}

/** Of these classifiers the ready-made ones that are neither stored nor being trained. */
export async function untrained(
  { store, readyMade }: ClassifierSources,
  needed: readonly NeededClassifier[],
): Promise<ReadyMade[]> {
  const missing: ReadyMade[] = []
  for (const { name } of needed) {
    const entry = readyMadeNamed({ readyMade }, name)
    if (entry === undefined || missing.includes(entry)) continue
    if ((await store.classifier(name)) === undefined && (await store.trainingOf(name)) === undefined)
      missing.push(entry)
  }
  return missing
}

export function readyMadeNamed(
  { readyMade }: Pick<Services, 'readyMade'>,
  name: string,
): ReadyMade | undefined {
  return readyMade.find((entry) => entry.name === name)
}

/** Throws `InvalidInput` for the name of a ready-made classifier: what has that name is trained as it says. */
export function refuseReserved(services: Pick<Services, 'readyMade'>, name: string): void {
  if (readyMadeNamed(services, name) === undefined) return
  throw new InvalidInput(
    'reserved-name',
    '/name',
    `“${name}” is a ready-made classifier; choose another name`,
  )
}
