import type { Static } from 'typebox'
import { expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import type { DescentTrainingResult } from '../../src/api/schemas/training-results.ts'
import type { TrainingState } from '../../src/core/digits/training/train.ts'
import { type ServiceProcess, temporaryFolder } from '../process.ts'
import { follow, jobsIn, submit } from '../restart/jobs.ts'
import { range, type StreamMessage, seqsCovered } from '../socket-client.ts'
import { editCheckpoint } from './edit-checkpoint.ts'
import { classifierNamed, endAt, epochsOf, start } from './training-lives.ts'

const EPOCHS = 80

/** A part of a second of work. */
const TRAINING = {
  kind: 'mlp',
  seed: 4,
  name: 'mine',
  hidden: [4],
  digits: { count: 300 },
  epochs: EPOCHS,
}

const lastOf = (messages: readonly StreamMessage[]) => epochsOf(messages).at(-1) ?? 0

interface Outcome {
  readonly attempt: number
  readonly result: Static<typeof DescentTrainingResult>
  readonly digest: string | null
}

async function outcomeOf(service: ServiceProcess, { links }: JobResource): Promise<Outcome> {
  const job = (await (await service.request(links.self)).json()) as JobResource
  const result = (await (await service.request(links.result)).json()) as Outcome['result']
  return { attempt: job.attempt, result, digest: (await classifierNamed(service, 'mine')).digest }
}

/** What the training comes to when nothing disturbs it. */
async function liveCalmly(): Promise<Outcome> {
  const service = await start(temporaryFolder())
  const job = await submit(service, TRAINING)
  expect(epochsOf(await follow(service, job))).toEqual(range(1, EPOCHS))
  const outcome = await outcomeOf(service, job)
  expect(outcome).toMatchObject({ attempt: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) })
  await service.kill('SIGTERM')
  return outcome
}

test('a training that is killed begins anew, goes on from a checkpoint if it has one, and comes to the same weights', async () => {
  const undisturbed = await liveCalmly()
  const folder = temporaryFolder()
  let service = await start(folder)
  const job = await submit(service, TRAINING)
  const told = [...(await endAt(service, job, 20, 'SIGKILL'))]
  expect(await jobsIn(folder)).toEqual([{ id: job.id, status: 'running', attempt: 1, saved: false }])

  service = await start(folder)
  expect(await classifierNamed(service, 'mine')).toMatchObject({
    status: 'training',
    job: job.id,
    digest: null,
  })
  told.push(...(await endAt(service, job, lastOf(told) + 5, 'SIGTERM', told.length)))
  expect(await jobsIn(folder)).toEqual([{ id: job.id, status: 'queued', attempt: 2, saved: true }])
  // A loss that no training has: whoever begins anew does not end with it.
  const mark = -12_345
  editCheckpoint<TrainingState>(folder, ({ reports, ...state }) => ({
    ...state,
    reports: reports.map((report) => (report.epoch === 1 ? { ...report, loss: mark } : report)),
  }))

  service = await start(folder)
  told.push(...(await endAt(service, job, lastOf(told) + 5, 'SIGKILL', told.length)))

  service = await start(folder)
  told.push(...(await follow(service, job, told.length)))
  // Every epoch was told once, in order, and there was one end.
  expect(seqsCovered(told)).toEqual(range(1, told.length))
  expect(epochsOf(told)).toEqual(range(1, EPOCHS))
  expect(told.filter(({ type }) => type === 'end')).toMatchObject([{ status: 'succeeded' }])
  const { result, digest, attempt } = await outcomeOf(service, job)
  expect({ digest, attempt }).toEqual({ digest: undisturbed.digest, attempt: 4 })
  expect(result.epochs.loss).toEqual([mark, ...undisturbed.result.epochs.loss.slice(1)])
})

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
