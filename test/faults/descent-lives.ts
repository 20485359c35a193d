import { expect } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { descentSpec } from '../descents.ts'
import { type ServiceProcess, startServiceProcess, temporaryFolder } from '../process.ts'
import { follow, type Outcome, outcomeOf, submit } from '../restart/jobs.ts'
import { iterationsOf, openSocket, range, type StreamMessage, seqsCovered } from '../socket-client.ts'

const LAST_ITERATION = 40_000

/** About a second of work, with a frame at each of the first thousand iterations and at a thousand later ones. */
export const DESCENT = descentSpec(30_000, { maxIterations: LAST_ITERATION, binWidth: 0.01 })

/** What the descent comes to when nothing disturbs it, in a process and a folder of its own. */
export interface CalmLife {
  readonly folder: string
  /** Still running. */
  readonly service: ServiceProcess
  readonly job: JobResource
  readonly messages: readonly StreamMessage[]
  readonly outcome: Outcome
}

export function start(folder: string): Promise<ServiceProcess> {
  return startServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: '1' })
}

export async function liveCalmly(): Promise<CalmLife> {
  const folder = temporaryFolder()
  const service = await start(folder)
  const job = await submit(service, DESCENT)
  const messages = await follow(service, job)
  const outcome = await outcomeOf(service, job)
  expect(outcome).toMatchObject({ status: 'succeeded', attempt: 1 })
  expect(iterationsOf(messages).at(-1)).toBe(LAST_ITERATION)
  return { folder, service, job, messages, outcome }
}

/** Watches a job until it has come so far, then ends the service; what the client has been told until then. */
export async function endAt(
  service: ServiceProcess,
  { links }: JobResource,
  iteration: number,
  signal: NodeJS.Signals,
  after = 0,
) {
  const client = openSocket(service.url, `${links.stream}?after=${after}`)
  await client.until(`iteration ${iteration}`, (messages) => reached(messages, iteration))
  const [exit, closing] = await Promise.all([service.kill(signal), client.closed])
  return { messages: client.messages, exit, closing }
}

function reached(messages: readonly StreamMessage[], iteration: number): boolean {
  const last = messages.at(-1)
  return last?.type === 'frame' && 'iteration' in last.data && last.data.iteration >= iteration
}

/** Where to go on after these messages, which followed `before`. */
export function lastSeq(messages: readonly StreamMessage[], before = 0): number {
  return seqsCovered(messages).at(-1) ?? before
}

/** Whatever happened to the service, a client that resumed has been told everything once, and it has ended once. */
export function expectOneLife(messages: readonly StreamMessage[], calm: CalmLife): void {
  expect(seqsCovered(messages)).toEqual(range(1, messages.length))
  expect(iterationsOf(messages)).toEqual(iterationsOf(calm.messages))
  expect(messages.filter(({ type }) => type === 'end')).toHaveLength(1)
  expect(messages.at(-1)).toMatchObject({ type: 'end', status: 'succeeded' })
}

/** Kills the service when the descent has come so far; the next one must lose nothing of it. */
export async function expectToSurviveKill(iteration: number, calm: CalmLife): Promise<void> {
  const folder = temporaryFolder()
  const first = await start(folder)
  const job = await submit(first, DESCENT)
  const { messages, exit, closing } = await endAt(first, job, iteration, 'SIGKILL')
  expect(exit).toEqual({ code: null, signal: 'SIGKILL' })
  expect(closing.code).toBe(1006)

  const second = await start(folder)
  const rest = await follow(second, job, lastSeq(messages))
  expectOneLife([...messages, ...rest], calm)
  expect(await outcomeOf(second, job)).toEqual({ ...calm.outcome, attempt: 2 })
  expect(await follow(second, job)).toEqual([...messages, ...rest])
}

/** Ends one service after the other at these iterations; the last one must come to the same. */
export async function expectToSurviveAll(
  ends: readonly (readonly [number, NodeJS.Signals])[],
  calm: CalmLife,
): Promise<void> {
  const folder = temporaryFolder()
  const told: StreamMessage[] = []
  let service = await start(folder)
  const job = await submit(service, DESCENT)
  for (const [iteration, signal] of ends) {
    told.push(...(await endAt(service, job, iteration, signal, lastSeq(told))).messages)
    service = await start(folder)
  }
  told.push(...(await follow(service, job, lastSeq(told))))
  expectOneLife(told, calm)
  expect(await outcomeOf(service, job)).toEqual({ ...calm.outcome, attempt: 1 + ends.length })
}
