import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import { IN_MEMORY } from '../src/jobs/open-database.ts'
import { CRITICAL_BINDING_TIME, PUBLISHED_POPULATIONS } from '../src/presets/published-population.ts'
import { startService } from '../src/service.ts'
import { median, report } from './statistics.ts'

const PAIRS = 7

/** What one attentive listener costs a job, pair by pair; and memory over a million iterations. */
export async function benchStream(): Promise<void> {
  const config = readConfig({ PORT: '0', ANTAGON_WORKERS: '1', ANTAGON_DATA: IN_MEMORY })
  const { url, close } = await startService(config, pino({ level: 'warn' }))
  // A process of its own, already warm: here a client's work would be taken for the service's.
  const listener = fork(join(import.meta.dirname, 'listener.ts'))
  try {
    for (const followed of [false, true]) await run(url, [5, 3], 0, followed ? listener : null)
    for (const frameEvery of [0, 1]) {
      const pairs: { alone: number; followed: number }[] = []
      for (let pair = 0; pair < PAIRS; pair++) {
        // In turn, so that a drift of the machine's speed falls on both alike.
        const first = await run(url, [5, 3], frameEvery, pair % 2 === 0 ? listener : null)
        const second = await run(url, [5, 3], frameEvery, pair % 2 === 1 ? listener : null)
        pairs.push(pair % 2 === 0 ? { followed: first, alone: second } : { alone: first, followed: second })
      }
      report(`one listener, frameEvery ${frameEvery}`, {
        'alone s': median(pairs.map(({ alone }) => alone)),
        'followed s': median(pairs.map(({ followed }) => followed)),
        'followed/alone': median(pairs.map(({ alone, followed }) => followed / alone)),
      })
    }
    await benchMemory(url, listener)
  } finally {
    listener.kill()
    await close()
  }
}

/** Resident memory of the whole process, worker included, while a job runs a million iterations. */
async function benchMemory(url: string, listener: ChildProcess): Promise<void> {
  const samples: number[] = []
  const sampling = setInterval(() => samples.push(process.memoryUsage().rss / 2 ** 20), 100)
  const seconds = await run(url, [5, 4], 0, listener)
  clearInterval(sampling)
  const part = Math.floor(samples.length / 5)
  report('memory, a million iterations', {
    seconds,
    'second fifth MiB': median(samples.slice(part, 2 * part)),
    'last fifth MiB': median(samples.slice(-part)),
  })
}

/** Runs a descent on the published population; seconds from its start to its end, as the job itself tells. */
async function run(
  url: string,
  [N, m]: readonly [number, number],
  frameEvery: number,
  listener: ChildProcess | null,
): Promise<number> {
  const response = await fetch(`${url}/v1/attacks`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(listener === null && { Prefer: 'wait=300' }) },
    body: JSON.stringify({
      kind: 'gradient-descent',
      seed: 7,
      target: {
        model: 'adaptive-proofreading',
        parameters: { N, m, criticalBindingTime: CRITICAL_BINDING_TIME },
      },
      ligands: { populations: PUBLISHED_POPULATIONS },
      options: { frameEvery },
    }),
  })
  const { links } = (await response.json()) as { links: { self: string; stream: string } }
  if (listener !== null) await follow(listener, url.replace('http', 'ws') + links.stream)
  const job = (await (await fetch(url + links.self)).json()) as {
    status: string
    startedAt: string
    finishedAt: string
  }
  if (job.status !== 'succeeded') throw new Error(`the job ended ${job.status}`)
  return (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000
}

async function follow(listener: ChildProcess, stream: string): Promise<void> {
  const closed = once(listener, 'message')
  listener.send(stream)
  const [{ code, frames }] = (await closed) as [{ code: number; frames: number }]
  if (code !== 1000 || frames === 0) throw new Error(`the stream closed with ${code} after ${frames} frames`)
}
