import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import { IN_MEMORY } from '../src/jobs/sqlite-store.ts'
import { CRITICAL_BINDING_TIME, PUBLISHED_POPULATIONS } from '../src/presets/published-population.ts'
import { startService } from '../src/service.ts'
import { median, report } from './statistics.ts'

const PAIRS = 7

/** What one attentive listener costs a job, pair by pair; and memory over a million iterations. */
export async function benchStream(): Promise<void> {
  const config = {
    ...readConfig({ HOST: '127.0.0.1', PORT: '0', ANTAGON_WORKERS: '1' }),
    dataFolder: IN_MEMORY,
  }
  const { url, close } = await startService(config, pino({ level: 'warn' }))
  try {
    await run(url, 5, 3, 0, false)
    for (const frameEvery of [0, 1]) {
      const pairs: { alone: number; followed: number }[] = []
      for (let pair = 0; pair < PAIRS; pair++) {
        // In turn, so that a drift of the machine's speed falls on both alike.
        const first = await run(url, 5, 3, frameEvery, pair % 2 === 0)
        const second = await run(url, 5, 3, frameEvery, pair % 2 === 1)
        pairs.push(pair % 2 === 0 ? { followed: first, alone: second } : { alone: first, followed: second })
      }
      report(`one listener, frameEvery ${frameEvery}`, {
        'alone s': median(pairs.map(({ alone }) => alone)),
        'followed s': median(pairs.map(({ followed }) => followed)),
        'followed/alone': median(pairs.map(({ alone, followed }) => followed / alone)),
      })
    }
    await benchMemory(url)
  } finally {
    await close()
  }
}

/** Resident memory of the whole process, worker included, while a job runs a million iterations. */
async function benchMemory(url: string): Promise<void> {
  const samples: number[] = []
  const sampling = setInterval(() => samples.push(process.memoryUsage().rss / 2 ** 20), 100)
  const seconds = await run(url, 5, 4, 0, true)
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
  N: number,
  m: number,
  frameEvery: number,
  followed: boolean,
): Promise<number> {
  const response = await fetch(`${url}/v1/attacks`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(followed ? {} : { Prefer: 'wait=300' }) },
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
  if (followed) await follow(url.replace('http', 'ws') + links.stream)
  const job = (await (await fetch(url + links.self)).json()) as {
    status: string
    startedAt: string
    finishedAt: string
  }
  if (job.status !== 'succeeded') throw new Error(`the job ended ${job.status}`)
  return (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000
}

/** Follows in a process of its own, as a client does: here its work would be taken for the service's. */
async function follow(stream: string): Promise<void> {
  const client = spawn(process.execPath, [join(import.meta.dirname, 'listener.ts'), stream], {
    stdio: 'inherit',
  })
  const [code] = (await once(client, 'exit')) as [number]
  if (code !== 0) throw new Error(`the listener ended with ${code}`)
}
