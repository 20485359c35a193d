import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { describe } from 'vitest'
import { afterEachFile } from './left-open.ts'
import { temporaryFolder } from './process.ts'

/** Whether there is a Redis to test with; otherwise says aloud what cannot be tested. */
export const HAS_REDIS = spawnSync('redis-server', ['--version']).status === 0
if (!HAS_REDIS) {
  process.stderr.write(
    'SKIPPED: the tests with Redis, for there is no redis-server; apt-get install redis-server brings one\n',
  )
}

/** Tests with a real Redis; where there is none they are skipped, and that is said aloud. */
export const describeWithRedis = describe.skipIf(!HAS_REDIS)

/** A Redis of the tests' own, on a port of its own. */
export interface RedisServer {
  readonly url: string
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>
  /** Asks it to end, and waits until it has written down what it knows. */
  stop(): Promise<void>
  /** Starts it again where it was, with what its file has. */
  restart(): Promise<void>
}

const running = new Set<ChildProcess>()
let shared: Promise<RedisServer> | undefined

// No server outlives its file.
afterEachFile(async () => {
  shared = undefined
  await Promise.all([...running].map((child) => end(child)))
})

/** The server that the tests of a file share. */
export function sharedRedis(): Promise<RedisServer> {
  shared ??= startRedis()
  return shared
}

/** A prefix that nothing else has. */
export function freshPrefix(): string {
  return `test-${randomUUID()}`
}

/**
 * Starts a server that writes nothing down, or, `durable`, each command before it answers; at another address by a
 * command that runs its arguments where that is.
 */
export async function startRedis({
  durable = false,
  settings = [] as readonly string[],
  address = '127.0.0.1',
  within = [] as readonly string[],
} = {}): Promise<RedisServer> {
  const port = await freePort()
  const durability = durable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']
  const place = ['--bind', address, '--port', String(port), '--dir', temporaryFolder()]
  const command = [...within, 'redis-server', ...place, '--save', '', ...durability, ...settings]
  const start = () => launch(command, port, address)
  let child = await start()
  return {
    url: `redis://${address}:${port}`,
    kill: () => end(child),
    stop: () => end(child, 'SIGTERM'),
    async restart() {
      child = await start()
    },
  }
}

async function launch(
  [command = '', ...options]: readonly string[],
  port: number,
  address: string,
): Promise<ChildProcess> {
  const child = spawn(command, options, { stdio: 'ignore' })
  running.add(child)
  child.once('exit', () => running.delete(child))
  while (!(await answers(port, address))) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`)
    await pause(10)
  }
  return child
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

/** Whether someone at this port says PONG, which Redis does not while it loads its file. */
function answers(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address, () => socket.write('PING\r\n'))
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('+PONG'))
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
