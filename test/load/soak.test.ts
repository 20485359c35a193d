import { expect, test } from 'vitest'
import { MEMORY_HOOK, type Memory, readMemory, socketsOf } from '../memory.ts'
import { startServiceProcess } from '../process.ts'
import { SHORT } from '../short.ts'
import { figuresOf, report } from './process-figures.ts'
import { median, receiveVisitors, VISITORS } from './visitors.ts'

const MINUTES = Number(process.env.SOAK_MINUTES ?? (SHORT ? 0.25 : 60))
const SAMPLES = 12

test(`${MINUTES} minutes of visitors leave memory and handles as they were`, async () => {
  const service = await startServiceProcess({ ANTAGON_WORKERS: '2' }, MEMORY_HOOK)
  let visits = 0
  const samples: (Memory & { resident: number; descriptors: number })[] = []
  for (let sample = 0; sample < SAMPLES; sample++) {
    visits += await receiveVisitors(service, performance.now() + (MINUTES * 60_000) / SAMPLES, true)
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
