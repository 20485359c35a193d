import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { deserialize, serialize } from 'node:v8'
import type { Static } from 'typebox'
import { expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import type { DescentTrainingResult } from '../../src/api/schemas/training-results.ts'
import type { TrainingState } from '../../src/core/digits/training/train.ts'
import { type ServiceProcess, temporaryFolder } from '../process.ts'
import { follow, jobsIn, submit } from '../restart/jobs.ts'
import { classifierNamed, endAt, epochsOf, start } from '../restart/training-lives.ts'
import { range, type StreamMessage, seqsCovered } from '../socket-client.ts'

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

/** Changes the training that was checkpointed in the folder of a service which has ended. */
function editCheckpoint(folder: string, edit: (state: TrainingState) => TrainingState): void {
  const database = new DatabaseSync(join(folder, 'antagon.sqlite'))
  const { bytes } = database.prepare('select bytes from checkpoints').get() as { bytes: Uint8Array }
  const saved = deserialize(bytes) as { frames: number; state: TrainingState }
  const edited = serialize({ ...saved, state: edit(saved.state) })
  database.prepare('update checkpoints set bytes = ?').run(edited)
  database.close()
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
