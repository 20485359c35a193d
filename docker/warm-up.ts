import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/**
 * For the image's build: fills the compile cache. Runs the service once, on loopback and in memory, does a job and the health check,
 * and stops it. Ends with another code than 0 when one of these fails.
 */
const service = spawn(process.execPath, ['src/server.ts'], {
  env: { ...process.env, HOST: '127.0.0.1', PORT: '0', ANTAGON_DATA: ':memory:', ANTAGON_WORKERS: '1' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  const url = await listeningAt()
  const { path, body } = (await read(await fetch(`${url}/v1/presets/population-2-1`))) as Preset
  const job = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Prefer: 'wait=60' },
    body: JSON.stringify(body),
  })
  const { links } = (await read(job)) as { links: { result: string } }
  await read(await fetch(url + links.result))
  const { port } = new URL(url)
  const check = spawnSync(process.execPath, ['docker/health-check.ts'], {
    env: { ...process.env, PORT: port },
    stdio: 'inherit',
  })
  if (check.status !== 0) throw new Error(`the health check ended with ${check.status}`)
} finally {
  service.kill('SIGTERM')
}
const [code] = await once(service, 'exit')
process.exitCode = code ?? 1

interface Preset {
  readonly path: string
  readonly body: object
}

async function listeningAt(): Promise<string> {
  for await (const line of createInterface({ input: service.stdout })) {
    const url = /listening on (http:\/\/[^"\s]+)/.exec(line)?.[1]
    if (url !== undefined) return url
  }
  throw new Error('the service ended before it listened')
}

async function read(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`)
  return response.json()
}
