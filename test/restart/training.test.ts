import { expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { temporaryFolder } from '../process.ts'
import { follow, jobsIn, submit } from './jobs.ts'
import { classifierNamed, endAt, start } from './training-lives.ts'

// `npm run test:faults` ends trainings again and again.
test('an attack that waits for a ready-made classifier survives the death of its training', async () => {
  const folder = temporaryFolder()
  const first = await start(folder)
  const attack = await submit(first, {
    kind: 'fgsm',
    seed: 1,
    target: { classifier: 'linear' },
    digits: { count: 50 },
    options: { epsilon: 0 },
  })
  const { job } = await classifierNamed(first, 'linear')
  const training = (await (await first.request(`/v1/jobs/${job}`)).json()) as JobResource
  await endAt(first, training, 1, 'SIGKILL')
  expect(await jobsIn(folder)).toMatchObject([
    { id: training.id, status: 'running' },
    { id: attack.id, status: 'queued', attempt: 0 },
  ])

  const second = await start(folder)
  expect((await follow(second, attack)).at(-1)).toMatchObject({ type: 'end', status: 'succeeded' })
  const result = (await (await second.request(attack.links.result)).json()) as {
    classifier: { digest: string }
    accuracy: { clean: number }
  }
  const classifier = await classifierNamed(second, 'linear')
  expect(classifier).toMatchObject({ status: 'ready', readyMade: true, job: training.id })
  expect(result.classifier.digest).toBe(classifier.digest)
  expect(result.accuracy.clean).toBeGreaterThan(0.9)
  const again = (await (await second.request(training.links.self)).json()) as JobResource
  expect(again).toMatchObject({ status: 'succeeded', attempt: 2 })
})
