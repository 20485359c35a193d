import { longAntagonismSpec } from '../antagonism.ts'
import { WATCHED_DESCENT } from '../descents.ts'
import { LONG_DESCENT, OFFERS, type Offer } from '../faults/kills/catalogue.ts'
import { type Reference, referenceOf } from '../faults/kills/reference.ts'
import { startServiceProcess } from '../process.ts'

/** A training whose classifier others need, which are submitted while it is not there yet. */
export const SHARED_TRAINING: Offer = {
  name: 'a training that others need',
  spec: {
    kind: 'mlp',
    seed: 5,
    name: 'shared',
    hidden: [4],
    digits: { count: 300 },
    epochs: 60,
  } as Offer['spec'],
  weight: 0,
}

export const NEEDING: Offer = {
  name: 'fgsm on what another job trains',
  spec: {
    kind: 'fgsm',
    seed: 1,
    target: { classifier: 'shared' },
    digits: { count: 50 },
    options: { epsilon: 0.1 },
  } as Offer['spec'],
  weight: 0,
}

/** To be cancelled: none ends by itself in the time that a test has. */
export const ENDLESS: readonly object[] = [WATCHED_DESCENT, longAntagonismSpec()]

/** What each comes to on one embedded service, by the offer's name. */
export async function referencesOfAll(): Promise<ReadonlyMap<string, Reference>> {
  const service = await startServiceProcess({ ANTAGON_WORKERS: '2' })
  const references = new Map<string, Reference>()
  for (const { name, spec } of [LONG_DESCENT, SHARED_TRAINING, NEEDING, ...OFFERS])
    references.set(name, await referenceOf(service, spec))
  await service.kill('SIGTERM')
  return references
}
