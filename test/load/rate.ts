import type { IncomingHttpHeaders } from 'node:http'
import autocannon from 'autocannon'

/*
 * Requests at a steady rate, in a process of its own. Latencies count from when a request was due, not from when it was
 * sent: a service that answers late is not spared the requests that it has kept waiting (coordinated omission).
 */

/** What to send. */
export interface RateOrder {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly body: string | null
  readonly headers: Readonly<Record<string, string>>
  readonly perSecond: number
  readonly seconds: number
}

/** What came of it. */
export interface RateOutcome {
  /** Milliseconds. */
  readonly latency: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly statuses: Readonly<Record<number, number>>
  /** Of refusals with 429: how many said when to try again. */
  readonly retryAfter: number
  /** Requests without an answer. */
  readonly unanswered: number
  /** `Location` of what was accepted. */
  readonly locations: readonly string[]
}

const CONNECTIONS = 20

async function send({ url, method, body, headers, perSecond, seconds }: RateOrder): Promise<RateOutcome> {
  const statuses: Record<number, number> = {}
  const locations: string[] = []
  let retryAfter = 0
  const onResponse = (status: number, _body: string, _context: object, answered?: IncomingHttpHeaders) => {
    statuses[status] = (statuses[status] ?? 0) + 1
    // They come with whatever capitals they were sent with.
    const named = new Headers(answered as Record<string, string>)
    const location = named.get('location')
    if (location !== null) locations.push(location)
    if (status === 429 && Number(named.get('retry-after')) > 0) retryAfter++
  }
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    overallRate: perSecond,
    amount: perSecond * seconds,
    timeout: 60,
    requests: [{ method, headers: { ...headers }, ...(body !== null && { body }), onResponse }],
  })
  const { p50, p99, max } = result.latency
  return {
    latency: { p50, p99, max },
    statuses,
    retryAfter,
    unanswered: result.errors + result.timeouts,
    locations,
  }
}

process.once('message', (order: RateOrder) => void send(order).then((outcome) => process.send?.(outcome)))
