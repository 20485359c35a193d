import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { deserialize, serialize } from 'node:v8'
import type { Static } from 'typebox'
import { beforeAll, expect, test } from 'vitest'
import type { ClassifierResource } from '../../src/api/schemas/classifier.ts'
import type { JobResource } from '../../src/api/schemas/job.ts'
import type { DescentTrainingResult } from '../../src/api/schemas/training-results.ts'
import type { TrainingState } from '../../src/core/digits/training/train.ts'
import { type ServiceProcess, startServiceProcess, temporaryFolder } from '../process.ts'
import { framesOf, openSocket, range, type StreamMessage, seqsCovered } from '../socket-client.ts'
import { follow, jobsIn, submit } from './jobs.ts'

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

const start = (folder: string): Promise<ServiceProcess> =>
  startServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: '1' })

const epochsOf = (messages: readonly StreamMessage[]) =>
  framesOf(messages).map(({ data }) => ('epoch' in data ? data.epoch : Number.NaN))

const lastOf = (messages: readonly StreamMessage[]) => epochsOf(messages).at(-1) ?? 0

/** Ends the service when its client has been told of so many epochs; what it was told after `after`. */
async function endAt(
  service: ServiceProcess,
  { links }: JobResource,
  epoch: number,
  signal: NodeJS.Signals,
  after = 0,
): Promise<readonly StreamMessage[]> {
  const client = openSocket(service.url, `${links.stream}?after=${after}`)
  await client.until(`epoch ${epoch}`, (messages) => epochsOf(messages).some((told) => told >= epoch))
  await Promise.all([service.kill(signal), client.closed])
  return client.messages
}

interface Outcome {
  readonly attempt: number
  readonly result: Static<typeof DescentTrainingResult>
  readonly digest: string | null
}

async function classifierNamed(service: ServiceProcess, name: string): Promise<ClassifierResource> {
  return (await (await service.request(`/v1/classifiers/${name}`)).json()) as ClassifierResource
}

async function outcomeOf(service: ServiceProcess, { links }: JobResource): Promise<Outcome> {
  const job = (await (await service.request(links.self)).json()) as JobResource
  const result = (await (await service.request(links.result)).json()) as Outcome['result']
  return { attempt: job.attempt, result, digest: (await classifierNamed(service, 'mine')).digest }
}

/** Changes the training that was checkpointed in the folder of a service which has ended. */
function editCheckpoint(folder: string, edit: (state: TrainingState) => TrainingState): void {
  const database = new DatabaseSync(join(folder, 'antagon.sqlite'))
  const { bytes } = database.prepare('select bytes from checkpoints').get() as { bytes: Uint8Array }
  const saved = deserialize(bytes) as { frames: number; state: TrainingState }
  const edited = serialize({ ...saved, state: edit(saved.state) })
  database.prepare('update checkpoints set bytes = ?').run(edited)
  database.close()
}

/** What is undisturbed runs here; the last test needs a service of which it is known that it works. */
let calm: ServiceProcess
const calmFolder = temporaryFolder()
let undisturbed: Outcome
beforeAll(async () => {
  calm = await start(calmFolder)
  const job = await submit(calm, TRAINING)
  expect(epochsOf(await follow(calm, job))).toEqual(range(1, EPOCHS))
  undisturbed = await outcomeOf(calm, job)
  expect(undisturbed).toMatchObject({ attempt: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) })
})

test('a training that is killed begins anew, goes on from a checkpoint if it has one, and comes to the same weights', async () => {
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
  editCheckpoint(folder, ({ reports, ...state }) => ({
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
  const attack = await submit(calm, {
    kind: 'fgsm',
    seed: 1,
    target: { classifier: 'linear' },
    digits: { count: 50 },
    options: { epsilon: 0 },
  })
  const { job } = await classifierNamed(calm, 'linear')
  const training = (await (await calm.request(`/v1/jobs/${job}`)).json()) as JobResource
  await endAt(calm, training, 1, 'SIGKILL')
  expect((await jobsIn(calmFolder)).slice(1)).toMatchObject([
    { id: training.id, status: 'running' },
    { id: attack.id, status: 'queued', attempt: 0 },
  ])

  const second = await start(calmFolder)
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
