import { expect, test } from 'vitest'
import { SharedTickets } from '../../../src/api/shared-tickets.ts'
import { TICKET_LIFE_MS } from '../../../src/api/tickets.ts'
import { RedisDatabase } from '../../../src/jobs/redis/database.ts'
import { describeWithRedis, freshPrefix, sharedRedis } from '../../redis.ts'
import { plainClient } from './open-shared.ts'

const NOW = Date.parse('2026-01-02T03:04:05Z')

async function setUp() {
  const { url } = await sharedRedis()
  const base = `{${freshPrefix()}}`
  const processes = [0, 1].map(() => new SharedTickets(new RedisDatabase(plainClient(url), base)))
  return { one: processes[0]!, other: processes[1]!, client: plainClient(url), base }
}

describeWithRedis('tickets in Redis', () => {
  test('are given by one process and taken by another, once', async () => {
    const { one, other } = await setUp()
    expect(await one.keep('t', 'ann', NOW, 10)).toBe('kept')
    expect(await other.take('u')).toBeUndefined()
    expect(await Promise.all([one.take('t'), other.take('t'), one.take('t')])).toSatisfy(
      (taken: unknown[]) => taken.filter((holder) => holder === 'ann').length === 1,
    )
  })

  test('end by themselves, and leave nothing', async () => {
    const { one, client, base } = await setUp()
    await one.keep('t', 'ann', NOW, 10)
    for (const key of [`${base}:ticket:t`, `${base}:tickets:ann`]) {
      expect(await client.pttl(key)).toBeGreaterThan(0)
      expect(await client.pttl(key)).toBeLessThanOrEqual(TICKET_LIFE_MS)
    }
    await one.take('t')
    expect(await client.keys(`${base}*`)).toEqual([])
  })

  test('are no more of a holder than may be unused, of which those that are over do not count', async () => {
    const { one, other } = await setUp()
    for (const ticket of ['a', 'b']) await one.keep(ticket, 'ann', NOW, 2)
    expect(await other.keep('c', 'ann', NOW, 2)).toBe(2)
    expect(await other.keep('c', 'bob', NOW, 2)).toBe('kept')
    await one.take('a')
    expect(await other.keep('d', 'ann', NOW, 2)).toBe('kept')
    expect(await other.keep('e', 'ann', NOW + TICKET_LIFE_MS, 2)).toBe('kept')
  })
})
