import { Agent, type IncomingMessage, request } from 'node:http'
import { setTimeout } from 'node:timers/promises'

/*
 * Requests at a steady rate, evenly spaced, in a process of its own. None waits for the answer to another, and
 * latencies count from when a request was due, not from when it was sent: a service that answers late is not spared
 * the requests that it has kept waiting (coordinated omission). Generators that send so many at the turn of each
 * second, as fast as they are answered, measure how long such a crowd takes.
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
const PATIENCE_MS = 60_000

/** The answer to one request, once it is whole. */
function ask({ url, method, body, headers }: RateOrder, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, method, headers, timeout: PATIENCE_MS }, (answer) => {
      answer.once('error', reject)
      answer.once('end', () => resolve(answer))
      answer.resume()
    })
    asked.once('timeout', () => asked.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)))
    asked.once('error', reject)
    asked.end(body ?? undefined)
  })
}

async function send(order: RateOrder): Promise<RateOutcome> {
  const statuses: Record<number, number> = {}
  const locations: string[] = []
  const latencies: number[] = []
  let retryAfter = 0
  let unanswered = 0
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const one = async (due: number) => {
    try {
      const { statusCode = 0, headers } = await ask(order, agent)
      latencies.push(performance.now() - due)
      statuses[statusCode] = (statuses[statusCode] ?? 0) + 1
      if (headers.location !== undefined) locations.push(headers.location)
      if (statusCode === 429 && Number(headers['retry-after']) > 0) retryAfter++
    } catch {
      unanswered++
    }
  }
  const start = performance.now()
  const all: Promise<void>[] = []
  for (let sent = 0; sent < order.perSecond * order.seconds; sent++) {
    const due = start + (1000 * sent) / order.perSecond
    const early = due - performance.now()
    if (early > 0) await setTimeout(early)
    all.push(one(due))
  }
  await Promise.all(all)
  agent.destroy()
  latencies.sort((a, b) => a - b)
  const quantile = (share: number) => latencies[Math.ceil(share * latencies.length) - 1] ?? Number.NaN
  return {
    latency: { p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) },
    statuses,
    retryAfter,
    unanswered,
    locations,
  }
}

process.once('message', (order: RateOrder) => void send(order).then((outcome) => process.send?.(outcome)))
