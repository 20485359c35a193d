import { expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { descentSpec, endlessDescent, QUIET_DESCENT } from '../descents.ts'
import { MEMORY_HOOK, readMemory } from '../memory.ts'
import { type ServiceProcess, startServiceProcess } from '../process.ts'
import { submit } from '../restart/jobs.ts'
import { SHORT } from '../short.ts'
import { openSocket } from '../socket-client.ts'
import { gather } from './crowds.ts'
import { figuresOf, most, report, watchProcess } from './process-figures.ts'

const WORKERS = 2
const ATTENTIVE = SHORT ? 200 : 1000
const SILENT = SHORT ? 50 : 200

/** A second or so of work, a small frame each iteration. */
const frames = SHORT ? 500 : 2000
const WATCHED = descentSpec(1000, { maxIterations: frames, frameEvery: 1 })

/** Keeps all workers busy until it is called off, so that what is submitted meanwhile waits. */
async function holdUp(service: ServiceProcess): Promise<() => Promise<void>> {
  const jobs = await Promise.all(
    Array.from({ length: WORKERS }, (_, i) => submit(service, { ...QUIET_DESCENT, seed: i })),
  )
  return async () => {
    await Promise.all(jobs.map(({ links }) => service.request(links.self, { method: 'DELETE' })))
  }
}

const streamOf = (service: ServiceProcess, { links }: JobResource) => service.url + links.stream

test(`${ATTENTIVE} listeners of one job see every frame of it once, in order`, async () => {
  const service = await startServiceProcess({ ANTAGON_WORKERS: String(WORKERS) })
  const release = await holdUp(service)
  const job = await submit(service, WATCHED)
  const before = figuresOf(service.pid)
  const crowd = await gather(streamOf(service, job), ATTENTIVE)
  const open = figuresOf(service.pid)
  const watch = watchProcess(service.pid)
  const began = performance.now()
  await release()
  const { complete, messages, thinned, codes } = await crowd.closed
  const seconds = (performance.now() - began) / 1000
  const peak = most(watch.stop())
  report(`${ATTENTIVE} listeners of one job`, {
    'messages a second': messages / seconds,
    messages,
    thinned,
    seconds,
    'MiB before': before.memory,
    'MiB with all open': open.memory,
    'MiB at most': peak.memory,
  })
  expect(codes).toEqual({ 1000: ATTENTIVE })
  expect(complete).toBe(ATTENTIVE)
  expect(service.output()).not.toMatch(/"level":(50|60)/)
})

/** How fast one attentive listener is given a job's entries, and what the service needs, until the job has made so many. */
async function listenUntil(service: ServiceProcess, entries: number, silent: number) {
  const job = await submit(service, endlessDescent(1))
  const others = silent === 0 ? null : await gather(streamOf(service, job), silent, false)
  const watch = watchProcess(service.pid)
  const began = performance.now()
  const crowd = await gather(streamOf(service, job), 1)
  const seen = openSocket(service.url, `${job.links.stream}?after=${entries}&rate=1`)
  await seen.first('frame')
  await service.request(job.links.self, { method: 'DELETE' })
  const end = await crowd.closed
  const seconds = (performance.now() - began) / 1000
  const peak = most(watch.stop())
  others?.vanish()
  return { perSecond: (end.messages + end.thinned) / seconds, end, peak }
}

test(`${SILENT} listeners that never read cost no memory, and keep nothing from another one`, async () => {
  const service = await startServiceProcess({ ANTAGON_WORKERS: String(WORKERS) }, MEMORY_HOOK)
  const entries = SHORT ? 200_000 : 1_000_000
  await listenUntil(service, entries, 0)
  const before = await readMemory(service)
  const alone = await listenUntil(service, entries, 0)
  const among = await listenUntil(service, entries, SILENT)
  const after = await readMemory(service)
  report(`${SILENT} listeners that never read`, {
    'entries a second to one that does, alone': alone.perSecond,
    'among them': among.perSecond,
    'share left out for it': among.end.thinned / (among.end.thinned + among.end.messages),
    'MiB at most, alone': alone.peak.memory,
    'among them, MiB': among.peak.memory,
    'heap before MiB': before.heapUsed / 2 ** 20,
    'heap after MiB': after.heapUsed / 2 ** 20,
  })
  for (const { end } of [alone, among]) expect(end).toMatchObject({ complete: 1, codes: { 1000: 1 } })
  // What waits for one of them is a page of the log and a buffer; all that they have missed would be hundreds of MB.
  // What is not collected yet varies by some hundred MiB, which few listeners do not outweigh.
  const garbage = SHORT ? 150 : 0
  expect(among.peak.memory - alone.peak.memory).toBeLessThan(2 * SILENT + garbage)
  expect(after.heapUsed - before.heapUsed).toBeLessThan(20 * 2 ** 20)
})
