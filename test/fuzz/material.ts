import type { JobResource } from '../../src/api/schemas/job.ts'
import type { Target } from './part.ts'
import type { Material } from './requests.ts'
import { seedBodies, TINY } from './seeds.ts'

/** Trains the classifier that bodies name and runs a job, so that there is something to ask for. */
export async function materialOf(target: Target): Promise<Material> {
  await target.json('/v1/trainings', TINY)
  const document = await target.json('/v1/classifiers/tiny/document')
  const bodies = seedBodies(document)
  const jobs = await Promise.all(
    [...bodies].flatMap(([path, list]) =>
      /attacks|simulations/.test(path)
        ? list.slice(0, 4).map((body) => target.json<JobResource>(path, body))
        : [],
    ),
  )
  const names = {
    'jobs.id': jobs.map(({ id }) => id),
    'models.name': ['adaptive-proofreading', 'revised-akpr'],
    'classifiers.name': ['tiny', 'mlp-plain', 'x'],
    'presets.name': ['population-2-1'],
  }
  return { bodies, names, key: target.key }
}
