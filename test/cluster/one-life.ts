import { expect } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { fingerprintOf, type Reference } from '../faults/kills/reference.ts'
import { range, type StreamMessage, seqsCovered } from '../socket-client.ts'
import type { Taker } from './cluster.ts'
import { Follower } from './follower.ts'
import { ask } from './persistent-client.ts'

/** How often a job has begun, as its log says. */
export function attemptsIn(messages: readonly StreamMessage[]): number {
  return messages.filter((message) => message.type === 'status' && message.status === 'running').length
}

/** Fails unless the log of a job is one life, of which everybody was told the same. */
export async function expectOneLog(
  takers: readonly Taker[],
  job: JobResource,
  told: readonly Follower[],
): Promise<readonly StreamMessage[]> {
  const logs = await Promise.all(
    takers.map(async (taker) => {
      const whole = new Follower([taker], job)
      await whole.done
      return whole.messages
    }),
  )
  const [log, same] = logs as [StreamMessage[], StreamMessage[]]
  expect(same).toEqual(log)
  expect(seqsCovered(log)).toEqual(range(1, log.length))
  expect(log.filter(({ type }) => type === 'end')).toEqual([log.at(-1)])
  for (const { from, messages } of told) {
    expect(seqsCovered(messages)).toEqual(range(from + 1, log.length))
    for (const message of messages) if (message.type !== 'gap') expect(message).toEqual(log[message.seq - 1])
  }
  return log
}

/** Fails unless a job has come to the same, to the last bit. */
export async function expectSame(
  takers: readonly Taker[],
  job: JobResource,
  reference: Reference,
  what: string,
) {
  const found = await fingerprintOf(job, async (path, init) => {
    const response = await ask(takers, path, init)
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) }
  })
  expect(found, what).toEqual(reference.result)
}
