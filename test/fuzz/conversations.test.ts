import { describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { endlessDescent, SHORT_DESCENT } from '../descents.ts'
import { type Memory, memoryLine, readMemory, socketsOf } from '../memory.ts'
import { SHORT } from '../short.ts'
import { readAnswers } from './answers.ts'
import { Chance, SEED } from './chance.ts'
import { hostileConversation, type Streams } from './conversations.ts'
import { exchange, type Received } from './exchange.ts'
import { readFrames } from './frames.ts'
import { inTurns, tally } from './many.ts'
import { materialOf } from './material.ts'
import { expectUnharmed, startTarget, type Target } from './part.ts'
import type { Hostile } from './requests.ts'
import { Judge } from './verdict.ts'

/** In each of the two parts. */
const CONVERSATIONS = SHORT ? 200 : 2800

const ROUNDS = 4

/** What the heap may be larger by, from the middle to the end; the short form is not over its warming up by then. */
const MOST_GROWTH_BYTES = (SHORT ? 16 : 4) * 2 ** 20

/** Enough for a job that sends frames until it is cancelled. */
const DEAR = 1e12

/** What a service closes a socket with that has failed inside. */
const INTERNAL = 1011

async function streamsOf(target: Target): Promise<Streams> {
  const ended = await target.json<JobResource>('/v1/attacks', SHORT_DESCENT)
  const answer = await target.ask('/v1/attacks', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(endlessDescent(2000)),
  })
  const endless = (await answer.json()) as JobResource
  const issue = async () =>
    ((await (await target.ask('/v1/tickets', { method: 'POST' })).json()) as { ticket: string }).ticket
  const tickets = target.key === null ? ['none'] : await Promise.all(Array.from({ length: 20 }, issue))
  return { ended: [ended.id], endless: [endless.id], key: target.key, tickets }
}

/** What is wrong with what a service said after a handshake, or null. */
function faultAfterHandshake(
  hostile: Hostile,
  { bytes }: Received,
  heard: (code: string) => void,
): string | null {
  const upgraded = readAnswers(bytes, hostile.methods).find(({ status }) => status === 101)
  if (upgraded === undefined) return null
  const { frames, closedWith } = readFrames(Buffer.from(upgraded.body, 'latin1'))
  heard(closedWith === null ? 'not closed' : `closed with ${closedWith}`)
  if (closedWith === INTERNAL) return 'failed inside'
  return !hostile.authorised && frames > 1 ? 'streams to whoever has no key' : null
}

interface Round {
  readonly memory: Memory
  readonly faults: readonly string[]
}

async function play(withKeys: boolean): Promise<Round[]> {
  const target = await startTarget(withKeys, DEAR)
  // What compiles a part of the service when it is first asked for is no growth.
  await materialOf(target)
  const judge = new Judge(target.document)
  const [byKind, byAnswer] = [tally(), tally()]
  const rounds: Round[] = []
  let had = 0
  for (let round = 0; round < ROUNDS; round++) {
    const streams = await streamsOf(target)
    const faults: string[] = []
    await inTurns(had, had + CONVERSATIONS / ROUNDS, async (i) => {
      const hostile = hostileConversation(streams, new Chance(SEED + 1, withKeys ? 2 * i : 2 * i + 1))
      byKind.add(hostile.kind)
      const received = await exchange(target.port, hostile.exchange)
      const fault =
        judge.faultOf(hostile, received, (status) => byAnswer.add(status)) ??
        faultAfterHandshake(hostile, received, (code) => byAnswer.add(code))
      if (fault === null) return
      const asked = Buffer.concat(hostile.exchange.pieces).toString('latin1').slice(0, 1500)
      faults.push(`conversation ${i}, ${hostile.kind}: ${fault}\n${asked}`)
    })
    had += CONVERSATIONS / ROUNDS
    await expectUnharmed(target)
    await target.clear()
    rounds.push({ memory: await readMemory(target.service), faults })
    console.log(`  after ${had}: ${memoryLine(rounds.at(-1)!.memory)}`)
  }
  console.log(`  kinds: ${byKind}\n  answers: ${byAnswer}`)
  await target.service.kill('SIGTERM')
  return rounds
}

describe.each([
  ['with keys', true],
  ['without keys', false],
])('a service %s', (name, withKeys) => {
  test(`ends ${CONVERSATIONS} broken conversations as it should, and holds no more memory`, async () => {
    console.log(`${CONVERSATIONS} hostile conversations with a service ${name}, seed ${SEED}`)
    const rounds = await play(withKeys)
    expect(rounds.flatMap(({ faults }) => faults)).toEqual([])
    const [warm, last] = [rounds[ROUNDS / 2 - 1]!.memory, rounds.at(-1)!.memory]
    expect(last.heapUsed - warm.heapUsed).toBeLessThan(MOST_GROWTH_BYTES)
    expect(last.external - warm.external).toBeLessThan(MOST_GROWTH_BYTES)
    expect(socketsOf(last)).toBeLessThanOrEqual(socketsOf(warm))
  })
})
