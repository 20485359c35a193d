import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
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
  const start = () => launch([...within, 'redis-server', ...place, '--save', '', ...durability, ...settings])
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

/** Runs a server until its input ends, as it does with the process that started it, however that ends; SIGTERM is passed on. */
const UNTIL_INPUT_ENDS = `
exec 3<&0
"$@" &
server=$!
trap 'kill -TERM $server' TERM
(cat <&3 >/dev/null; kill -9 $server) 2>/dev/null &
while kill -0 $server 2>/dev/null; do wait $server; done
`

async function launch(command: readonly string[]): Promise<ChildProcess> {
  const child = spawn('sh', ['-c', UNTIL_INPUT_ENDS, 'sh', ...command], { stdio: ['pipe', 'pipe', 'ignore'] })
  running.add(child)
  let output = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      // It says so when it has loaded its file.
      if (output.includes('Ready to accept connections')) resolve()
    })
    child.once('exit', (code) => {
      running.delete(child)
      reject(new Error(`redis-server ended with ${code}: ${output}`))
    })
  })
  return child
}

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  if (signal === 'SIGKILL') child.stdin?.end()
  else child.kill(signal)
  await gone
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
