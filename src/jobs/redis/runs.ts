import type { TrainedClassifier } from '../classifier.ts'
import { AttemptOver, type ClaimedJob, type ClaimRole, type Ending, type FinishedPart } from '../store.ts'
import type { Answer, Argument, RedisDatabase } from './database.ts'
import { named } from './errors.ts'
import { FINISH } from './lua/ends.ts'
import { GET } from './lua/reading.ts'
import { CLAIM, SAVE_CHECKPOINT, SAVE_PART } from './lua/runs.ts'
import { valueLost } from './refusals.ts'
import { type JobRow, orNull, toJob } from './rows.ts'
import type { Values } from './values.ts'

/*
 * What happens to a job from when a worker takes it until it ends.
 */

/** See `SharedStore.claim`. */
export async function claimJob(
  database: RedisDatabase,
  values: Values,
  id: string,
  role: ClaimRole,
  now: string,
  mostRunning: number | null,
): Promise<ClaimedJob | 'later' | undefined> {
  const [answer, ...told] = await database.answer(CLAIM, [id, role, now, mostRunning ?? ''])
  if (answer === 'gone') return undefined
  if (answer === 'later') return 'later'
  const [row, frames, traceparent, parts, needs] = told as [JobRow, string, string, string[], string[]]
  return {
    job: toJob(row)!,
    frames: Number(frames),
    checkpoint: (await values.get('work', id, 'checkpoint')) ?? null,
    traceparent: orNull(traceparent),
    parts: parts.map(Number).sort((a, b) => a - b),
    needs: needs.sort(),
  }
}

export async function saveCheckpoint(
  database: RedisDatabase,
  values: Values,
  id: string,
  attempt: number,
  checkpoint: Uint8Array,
): Promise<void> {
  const given = await values.give(checkpoint)
  expectHeld(await database.answer(SAVE_CHECKPOINT, [id, attempt, ...given]), id, attempt)
}

export async function savePart(
  database: RedisDatabase,
  values: Values,
  id: string,
  attempt: number,
  { part, total, frame, value }: FinishedPart,
  message: string,
): Promise<void> {
  const given = await values.give(value)
  const args = [part, total, JSON.stringify(message), frame, ...given]
  expectHeld(await database.answer(SAVE_PART, [id, attempt, ...args]), id, attempt)
}

/** Ends a running job, with what it has come to. */
export async function finishJob(
  database: RedisDatabase,
  values: Values,
  id: string,
  attempt: number,
  ending: Ending,
  now: string,
): Promise<void> {
  const outcome = await outcomeOf(database, values, id, ending, now)
  const answer = await database.answer(FINISH, [id, attempt, ending.status, now, Date.parse(now), ...outcome])
  expectHeld(answer, id, attempt)
  if (answer[0] === 'made-nothing') throw new Error(`job ${id} made no classifier`)
  if (answer[0] === 'no-training') throw new Error(`job ${id} is no training`)
}

/** What the script that ends a job is told of how it ended, its values last. */
async function outcomeOf(
  database: RedisDatabase,
  values: Values,
  id: string,
  ending: Ending,
  now: string,
): Promise<Argument[]> {
  if (ending.status === 'failed') return ['', JSON.stringify(ending.error), '', 0, 0, '']
  if (ending.status === 'cancelled') return ['', '', '', 0, 0, '']
  const { message, result, arrays, classifier, frames = '' } = ending
  const text = Buffer.from(result)
  const given: Argument[] = ['result', 'result', ...(await values.give(text))]
  let bytes = text.byteLength
  for (const [name, array] of Object.entries(arrays)) {
    bytes += array.byteLength
    given.push('result', `array ${name}`, ...(await values.give(bytesOf(array))))
  }
  if (classifier === undefined) return [JSON.stringify(message), '', '', 0, bytes, frames, ...given]
  given.push('weights', 'weights', ...(await values.give(bytesOf(classifier.weights))))
  const record = await trainedRecord(database, id, classifier, now)
  return [JSON.stringify(message), '', record, classifier.weights.byteLength, bytes, frames, ...given]
}

/**
 * What is stored of a classifier that a job has made, but for its weights. What is told of the job never changes; of one
 * that is gone nothing will be stored.
 */
async function trainedRecord(
  database: RedisDatabase,
  id: string,
  { weights: _, ...trained }: TrainedClassifier,
  now: string,
): Promise<string> {
  const job = toJob((await database.run(GET, [id])) as JobRow)
  const name = await named(database.client.hget(database.key('job', id), 'makes'))
  const provenance = { source: 'trained', job: id, seed: job?.seed, spec: job?.spec }
  return JSON.stringify({ ...trained, name, createdAt: now, owner: job?.owner, provenance })
}

export function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** Throws `AttemptOver` when a script says so. */
export function expectHeld([answer]: Answer, id: string, attempt: number): void {
  if (answer === 'over') throw new AttemptOver(id, attempt)
  if (answer === 'lost') throw valueLost()
}
