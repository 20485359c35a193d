import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { antagonismSpec } from '../antagonism.ts'
import { descentSpec, endlessDescent } from '../descents.ts'
import { MEMORY_HOOK, type Memory, readMemory, socketsOf } from '../memory.ts'
import { type ServiceProcess, startServiceProcess } from '../process.ts'
import { submit } from '../restart/jobs.ts'
import { SHORT } from '../short.ts'
import { openSocket } from '../socket-client.ts'
import { figuresOf, report } from './process-figures.ts'

const MINUTES = Number(process.env.SOAK_MINUTES ?? (SHORT ? 0.5 : 60))
const SAMPLES = 12

/** A moderate load: so many at once at the most, each beginning a visit at most so often. */
const VISITORS = 4
const VISIT_EVERY_MS = 1000

/** A descent that is watched, one that is cancelled, a grid that is split: whatever it was, it is deleted in the end. */
const VISITS = [
  { spec: descentSpec(1000, { maxIterations: 500, frameEvery: 1 }), cancelled: false },
  { spec: endlessDescent(100), cancelled: true },
  { spec: antagonismSpec({ bindingTimes: 40, quantities: 30 }), cancelled: false },
]

async function visit(service: ServiceProcess, number: number): Promise<void> {
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
  const removed = await service.request(job.links.self, { method: 'DELETE' })
  expect(removed.status).toBe(204)
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!

test(`${MINUTES} minutes of visitors leave memory and handles as they were`, async () => {
  const service = await startServiceProcess({ ANTAGON_WORKERS: '2' }, MEMORY_HOOK)
  let visits = 0
  const visitors = async (until: number) => {
    const stay = async () => {
      while (performance.now() < until) {
        await Promise.all([visit(service, visits++), setTimeout(VISIT_EVERY_MS)])
      }
    }
    await Promise.all(Array.from({ length: VISITORS }, stay))
  }
  const samples: (Memory & { resident: number; descriptors: number })[] = []
  for (let sample = 0; sample < SAMPLES; sample++) {
    await visitors(performance.now() + (MINUTES * 60_000) / SAMPLES)
    const { memory, handles } = figuresOf(service.pid)
    samples.push({ ...(await readMemory(service)), resident: memory, descriptors: handles })
  }
  // The first ones still warm up.
  const early = samples.slice(SAMPLES / 4, SAMPLES / 2)
  const late = samples.slice(-SAMPLES / 4)
  const of = (part: typeof samples, what: (sample: (typeof samples)[number]) => number) =>
    median(part.map(what))
  const heap = (part: typeof samples) => of(part, ({ heapUsed, external }) => (heapUsed + external) / 2 ** 20)
  report(`${MINUTES} minutes of ${VISITORS} visitors`, {
    visits,
    'heap early MiB': heap(early),
    'heap late MiB': heap(late),
    'resident early MiB': of(early, ({ resident }) => resident),
    'resident late MiB': of(late, ({ resident }) => resident),
    'descriptors early': of(early, ({ descriptors }) => descriptors),
    'descriptors late': of(late, ({ descriptors }) => descriptors),
    'sockets late': of(late, socketsOf),
  })
  expect(visits).toBeGreaterThanOrEqual(SAMPLES * VISITORS)
  expect(heap(late)).toBeLessThan(1.1 * heap(early) + 5)
  expect(of(late, ({ resident }) => resident)).toBeLessThan(1.2 * of(early, ({ resident }) => resident))
  // Connections that are kept alive come and go by a few.
  expect(of(late, ({ descriptors }) => descriptors)).toBeLessThanOrEqual(
    of(early, ({ descriptors }) => descriptors) + 2 * VISITORS,
  )
})
