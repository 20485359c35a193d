import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEachFile } from './left-open.ts'

const NODE = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))
const SERVER = fileURLToPath(new URL('../src/server.ts', import.meta.url))
const WORKER = fileURLToPath(new URL('../src/worker-main.ts', import.meta.url))

/** How a process ended: by a code or by a signal. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A process of the service, which may not listen yet. */
export interface StartingProcess {
  /** Where it listens, once it does; rejected when it ends before. */
  readonly listening: Promise<string>
  /** All it has written so far. */
  readonly output: () => string
  readonly exited: Promise<Exit>
  readonly pid: number
  /** Sends a signal that does not end it. */
  signal(signal: NodeJS.Signals): void
  /** Waits until it has written enough; fails when it ends before. */
  until(what: string, enough: () => boolean): Promise<void>
  /** Sends a signal and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<Exit>
}

/** A process that runs the jobs which others take. */
export type WorkerProcess = Omit<StartingProcess, 'listening'>

/** The service as a process of its own. */
export interface ServiceProcess extends Omit<StartingProcess, 'listening'> {
  readonly url: string
  /** Sends a request to a path of the service. */
  request(path: string, init?: RequestInit): Promise<Response>
}

const running = new Set<ChildProcess>()
const folders: string[] = []

// No process and no folder outlives its file.
afterEachFile(async () => {
  await Promise.all(
    [...running].map((child) => {
      const end = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      return end
    }),
  )
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A new folder, which is removed when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'antagon-test-'))
  folders.push(folder)
  return folder
}

interface Started {
  readonly child: ChildProcess
  readonly output: () => string
  readonly exited: Promise<Exit>
}

function start(
  settings: Readonly<Record<string, string>>,
  cwd = temporaryFolder(),
  nodeOptions: readonly string[] = [],
  within: readonly string[] = [],
  main = SERVER,
): Started {
  // Of the settings of whoever runs the tests, none: neither from the environment nor from a file `.env`.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(ANTAGON_.*|OTEL_.*|HOST|PORT|LOG_LEVEL|NODE_OPTIONS)$/.test(name),
    ),
  )
  const [command = NODE, ...rest] = [...within, NODE, ...nodeOptions, main]
  const child = spawn(command, rest, {
    cwd,
    env: { ...environment, PORT: '0', ANTAGON_DATA: join(cwd, 'data'), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
      child.emit('output')
    })
  }
  // When it closes, all that it wrote has been read.
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child)
      resolve({ code, signal })
    })
  })
  return { child, output: () => text, exited }
}

/** A service wherever it runs, of which one only asks something. */
export type AskedService = Pick<ServiceProcess, 'request'>

/** Starts the service with these settings, and options of Node, by a command that runs its arguments; does not wait for it. */
export function launchServiceProcess(
  settings: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
  within: readonly string[] = [],
): StartingProcess {
  const { output, until, ...process } = watched(start(settings, undefined, nodeOptions, within))
  const address = () => /listening on (http:\/\/[^"\s]+)/.exec(output())?.[1]
  const listening = until('it listened', () => address() !== undefined).then(() => address()!)
  // Of one that is killed at its start, nobody may wait for this.
  listening.catch(() => undefined)
  return { ...process, listening, output, until }
}

/** Starts a worker with these settings, by a command that runs its arguments, and waits until it takes jobs. */
export async function startWorkerProcess(
  settings: Readonly<Record<string, string>>,
  within: readonly string[] = [],
): Promise<WorkerProcess> {
  const worker = watched(start(settings, undefined, [], within, WORKER))
  await worker.until('it took jobs', () => worker.output().includes('running jobs'))
  return worker
}

function watched({ child, output, exited }: Started): WorkerProcess {
  return {
    output,
    exited,
    pid: child.pid!,
    signal: (signal) => child.kill(signal),
    until: (what, enough) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (!enough()) return
          child.off('output', look)
          resolve()
        }
        child.on('output', look)
        look()
        void exited.then(({ code }) =>
          reject(new Error(`the process ended with ${code} before ${what}: ${output()}`)),
        )
      }),
    kill(signal) {
      child.kill(signal)
      return exited
    },
  }
}

/** Starts the service with these settings, and options of Node, and waits until it listens. */
export async function startServiceProcess(
  settings: Readonly<Record<string, string>> = {},
  nodeOptions: readonly string[] = [],
  within: readonly string[] = [],
): Promise<ServiceProcess> {
  const { listening, ...process } = launchServiceProcess(settings, nodeOptions, within)
  const url = await listening
  return { ...process, url, request: (path, init) => fetch(new URL(path, url), init) }
}

/** Starts the service, in a folder of its own or the given one, with settings that it is to refuse, and waits for its end. */
export async function startRefused(
  settings: Readonly<Record<string, string>>,
  cwd?: string,
  within: readonly string[] = [],
): Promise<Exit & { readonly output: string }> {
  const { output, exited } = start(settings, cwd, [], within)
  return { ...(await exited), output: output() }
}
