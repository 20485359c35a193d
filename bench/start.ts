import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { median, report } from './statistics.ts'

const RUNS = 10

/** From the start of the process to its line that it listens: with nothing cached, and from the second start on. */
export async function benchStart(): Promise<void> {
  const cache = mkdtempSync(join(tmpdir(), 'antagon-bench-'))
  try {
    const first = await start(cache)
    const later: number[] = []
    for (let run = 0; run < RUNS; run++) later.push(await start(cache))
    const uncached: number[] = []
    for (let run = 0; run < RUNS; run++) uncached.push(await start(null))
    report('process start to listening', {
      'first ms': first,
      'later ms (median of 10)': median(later),
      'never cached ms (median of 10)': median(uncached),
    })
  } finally {
    rmSync(cache, { recursive: true })
  }
}

/** Milliseconds; the service is then stopped as a user would stop it. */
async function start(cache: string | null): Promise<number> {
  const began = performance.now()
  const service = spawn(process.execPath, [join(import.meta.dirname, '../src/server.ts')], {
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: '0',
      ANTAGON_DATA: ':memory:',
      ...(cache === null ? { NODE_DISABLE_COMPILE_CACHE: '1' } : { NODE_COMPILE_CACHE: cache }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface(service.stdout)
  let took = 0
  for await (const line of lines) {
    if (line.includes('listening on')) took = performance.now() - began
    // Only now is the cache written, and a signal handled.
    if (line.includes('taking jobs')) break
  }
  const ended = once(service, 'exit')
  service.kill('SIGTERM')
  await ended
  return took
}
