import type { ClassifierHead, ClassifierRecord } from '../jobs/classifier.ts'
import type { Job } from '../jobs/job.ts'
import { headOfTraining } from '../jobs/training-head.ts'
import { type ClassifierSources, readyMadeNamed } from './needed-classifiers.ts'
import type { ClassifierResource } from './schemas/classifier.ts'
import { maySee, type Principal } from './scopes.ts'

/** All classifiers that a job can name: ready-made ones in the order of their list, then the others by name. */
export async function listClassifiers(
  sources: ClassifierSources,
  principal: Principal,
): Promise<ClassifierResource[]> {
  const { store, readyMade } = sources
  const records = new Map((await store.listClassifiers()).map((record) => [record.name, record]))
  const trainings = await store.listTrainings()
  const others = [...records.keys(), ...trainings.keys()].sort()
  const names = new Set([...readyMade.map(({ name }) => name), ...others])
  return [...names].flatMap((name) => {
    const resource = resourceOf(sources, name, records.get(name), trainings.get(name))
    return resource === undefined ? [] : shownTo(principal, resource)
  })
}

/** A classifier as the API shows it; undefined when no job can name it. */
export async function findClassifier(
  sources: ClassifierSources,
  name: string,
  principal: Principal,
): Promise<ClassifierResource | undefined> {
  const record = await sources.store.classifier(name)
  const training = await sources.store.trainingOf(name)
  const resource = resourceOf(sources, name, record, training)
  return resource && shownTo(principal, resource)
}

/** Everyone may use every classifier, but whose it is and how it was made others are not to know. */
function shownTo(principal: Principal, resource: ClassifierResource): ClassifierResource {
  if (maySee(principal, resource.owner)) return resource
  return { ...resource, owner: null, job: null, provenance: null }
}

function resourceOf(
  sources: ClassifierSources,
  name: string,
  record: ClassifierRecord | undefined,
  training: Job | undefined,
): ClassifierResource | undefined {
  const entry = readyMadeNamed(sources, name)
  const readyMade = entry !== undefined
  if (record !== undefined) return stored(record, readyMade)
  const spec = training?.spec ?? entry?.spec
  if (spec === undefined) return undefined
  return {
    ...shown(headOfTraining(spec, name)),
    status: training === undefined ? 'untrained' : 'training',
    readyMade,
    owner: training?.owner ?? null,
    job: training?.id ?? null,
    createdAt: null,
    digest: null,
    provenance: null,
    metrics: null,
    links: { self: `/v1/classifiers/${name}`, document: null },
  }
}

function stored(record: ClassifierRecord, readyMade: boolean): ClassifierResource {
  const { createdAt, owner, digest, provenance, metrics } = record
  const self = `/v1/classifiers/${record.name}`
  return {
    ...shown(record),
    status: 'ready',
    readyMade,
    owner,
    job: provenance.source === 'trained' ? provenance.job : null,
    createdAt,
    digest,
    provenance,
    metrics,
    links: { self, document: `${self}/document` },
  }
}

function shown({ name, labels, hill, layers }: ClassifierHead) {
  return { name, labels, hill, layers: [...layers] }
}
