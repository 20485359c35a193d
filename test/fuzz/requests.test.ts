import { describe, expect, test } from 'vitest'
import { type Memory, memoryLine, readMemory, socketsOf } from '../memory.ts'
import { SHORT } from '../short.ts'
import { Chance, SEED } from './chance.ts'
import { exchange } from './exchange.ts'
import { inTurns, tally } from './many.ts'
import { materialOf } from './material.ts'
import { expectUnharmed, startTarget, type Target } from './part.ts'
import { hostileRequest, type Operation } from './requests.ts'
import { Judge } from './verdict.ts'

/** In each of the two parts. */
const REQUESTS = SHORT ? 800 : 11_000

/** After half of them what is compiled or read when it is first asked for is there: what grows from then on is never given back. */
const ROUNDS = 4

/** What the heap may be larger by, from the middle to the end; the short form is not over its warming up by then. */
const MOST_GROWTH_BYTES = (SHORT ? 16 : 4) * 2 ** 20

function operationsOf({ document }: Target): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const { operationId, parameters = [] } = operation as {
        operationId?: string
        parameters?: { in: string; name: string }[]
      }
      const named = (place: string) => parameters.filter((p) => p.in === place).map(({ name }) => name)
      return {
        id: operationId ?? '',
        method: method.toUpperCase(),
        path,
        query: named('query'),
        headers: named('header'),
      }
    }),
  )
}

interface Round {
  readonly memory: Memory
  readonly faults: readonly string[]
}

async function play(withKeys: boolean): Promise<Round[]> {
  const target = await startTarget(withKeys)
  const judge = new Judge(target.document)
  const operations = operationsOf(target)
  const [byOperation, byKind, byStatus] = [tally(), tally(), tally()]
  const rounds: Round[] = []
  let sent = 0
  for (let round = 0; round < ROUNDS; round++) {
    // Each round asks for jobs of its own: the last one’s have been removed.
    const material = await materialOf(target)
    const faults: string[] = []
    await inTurns(sent, sent + REQUESTS / ROUNDS, async (i) => {
      const chance = new Chance(SEED, withKeys ? 2 * i : 2 * i + 1)
      const operation = operations[i % operations.length]!
      const hostile = hostileRequest(operation, material, chance)
      byOperation.add(operation.id)
      byKind.add(hostile.kind)
      const received = await exchange(target.port, hostile.exchange)
      const fault = judge.faultOf(hostile, received, (status) => byStatus.add(status))
      if (fault === null) return
      const asked = Buffer.concat(hostile.exchange.pieces).toString('latin1').slice(0, 1500)
      faults.push(`request ${i}, ${hostile.kind}: ${fault}\n${asked}`)
    })
    sent += REQUESTS / ROUNDS
    await expectUnharmed(target)
    await target.clear()
    rounds.push({ memory: await readMemory(target.service), faults })
    console.log(`  after ${sent}: ${memoryLine(rounds.at(-1)!.memory)}`)
  }
  console.log(`  operations: ${byOperation}\n  kinds: ${byKind}\n  answers: ${byStatus}`)
  await target.service.kill('SIGTERM')
  return rounds
}

describe.each([
  ['with keys', true],
  ['without keys', false],
])('a service %s', (name, withKeys) => {
  test(`takes ${REQUESTS} hostile requests, answers each by a problem, and holds no more memory`, async () => {
    console.log(`${REQUESTS} hostile requests to a service ${name}, seed ${SEED}`)
    const rounds = await play(withKeys)
    expect(rounds.flatMap(({ faults }) => faults)).toEqual([])
    const [warm, last] = [rounds[ROUNDS / 2 - 1]!.memory, rounds.at(-1)!.memory]
    expect(last.heapUsed - warm.heapUsed).toBeLessThan(MOST_GROWTH_BYTES)
    expect(last.external - warm.external).toBeLessThan(MOST_GROWTH_BYTES)
    expect(socketsOf(last)).toBeLessThanOrEqual(socketsOf(warm))
  })
})
