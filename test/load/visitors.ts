import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { antagonismSpec } from '../antagonism.ts'
import { descentSpec, endlessDescent } from '../descents.ts'
import type { ServiceProcess } from '../process.ts'
import { submit } from '../restart/jobs.ts'
import { openSocket } from '../socket-client.ts'

/** A moderate load: so many at once at the most, each beginning a visit at most so often. */
export const VISITORS = 4
const VISIT_EVERY_MS = 1000

/** A descent that is watched, one that is cancelled, a grid that is split. */
const VISITS = [
  { spec: descentSpec(1000, { maxIterations: 500, frameEvery: 1 }), cancelled: false },
  { spec: endlessDescent(100), cancelled: true },
  { spec: antagonismSpec({ bindingTimes: 40, quantities: 30 }), cancelled: false },
]

async function visit(service: ServiceProcess, number: number, tidy: boolean): Promise<void> {
  const { spec, cancelled } = VISITS[number % VISITS.length]!
  const job = await submit(service, { ...spec, seed: number })
  const socket = openSocket(service.url, job.links.stream)
  if (cancelled) {
    await socket.first('frame')
    await service.request(job.links.self, { method: 'DELETE' })
  }
  const { code } = await socket.closed
  if (code !== 1000) throw new Error(`a stream was closed with ${code}`)
  const events = await service.request(job.links.events)
  await events.text()
  const ended = (await (await service.request(job.links.self)).json()) as JobResource
  expect(ended.status).toBe(cancelled ? 'cancelled' : 'succeeded')
  if (!cancelled) {
    for (const accept of ['application/json', 'text/csv', 'image/svg+xml', 'application/octet-stream']) {
      const result = await service.request(job.links.result, { headers: { accept } })
      expect(result.status).toBe(200)
      await result.arrayBuffer()
    }
  }
  if (!tidy) return
  const removed = await service.request(job.links.self, { method: 'DELETE' })
  expect(removed.status).toBe(204)
}

/**
 * Lets visitors come until a time (of `performance.now()`); returns how often they came. Tidy ones delete their jobs in
 * the end.
 */
export async function receiveVisitors(
  service: ServiceProcess,
  until: number,
  tidy: boolean,
): Promise<number> {
  let visits = 0
  const stay = async () => {
    while (performance.now() < until) {
      await Promise.all([visit(service, visits++, tidy), setTimeout(VISIT_EVERY_MS)])
    }
  }
  await Promise.all(Array.from({ length: VISITORS }, stay))
  return visits
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}
