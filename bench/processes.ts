import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Redis } from 'ioredis'

const running = new Set<ChildProcess>()

/** Whether this machine has a Redis to measure with. */
export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0
}

/** Starts a Redis on a port of its own, which writes down each second what it was told, and waits until it answers. */
export async function startRedis(folder: string): Promise<{ url: string; client: Redis }> {
  const port = await freePort()
  const place = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder]
  launch('redis-server', [...place, '--save', '', '--appendonly', 'yes'], {})
  const url = `redis://127.0.0.1:${port}`
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 })
  client.on('error', () => undefined)
  await client.ping()
  return { url, client }
}

/** Starts a process of the service (`server.ts`, `worker-main.ts`), and waits for a line of its log. */
export async function startProcess(
  program: string,
  settings: Readonly<Record<string, string>>,
  line: RegExp,
): Promise<RegExpExecArray> {
  const child = launch(process.execPath, [join(import.meta.dirname, '../src', program)], settings)
  for await (const text of createInterface(child.stdout!)) {
    const found = line.exec(text)
    if (found === null) continue
    // Otherwise a full pipe would halt it.
    child.stdout!.resume()
    return found
  }
  throw new Error(`${program} ended before it said ${line}`)
}

/** Ends all that was started here. */
export async function endAll(): Promise<void> {
  await Promise.all(
    [...running].map((child) => {
      const end = once(child, 'exit')
      child.kill('SIGTERM')
      return end
    }),
  )
}

function launch(command: string, options: readonly string[], settings: Readonly<Record<string, string>>) {
  const child = spawn(command, options, {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  if (command === 'redis-server') child.stdout.resume()
  return child
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
