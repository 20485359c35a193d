import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'

const NODE = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))
const SERVER = fileURLToPath(new URL('../src/server.ts', import.meta.url))

/** How a process ended: by a code or by a signal. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** The service as a process of its own. */
export interface ServiceProcess {
  readonly url: string
  /** All it has written so far. */
  readonly output: () => string
  readonly exited: Promise<Exit>
  /** Sends a signal and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<Exit>
  /** Sends a request to a path of the service. */
  request(path: string, init?: RequestInit): Promise<Response>
}

const running = new Set<ChildProcess>()
const folders: string[] = []

// Registered in whichever test file imports this: no process and no folder outlives its file.
afterAll(async () => {
  await Promise.all(
    [...running].map((child) => {
      const end = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      return end
    }),
  )
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
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

function start(settings: Readonly<Record<string, string>>, cwd = temporaryFolder()): Started {
  // Of the settings of whoever runs the tests, none: neither from the environment nor from a file `.env`.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(ANTAGON_.*|OTEL_.*|HOST|PORT|LOG_LEVEL|NODE_OPTIONS)$/.test(name),
    ),
  )
  const child = spawn(NODE, [SERVER], {
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

/** Starts the service with these settings and waits until it listens. */
export async function startServiceProcess(
  settings: Readonly<Record<string, string>> = {},
): Promise<ServiceProcess> {
  const { child, output, exited } = start(settings)
  const url = await new Promise<string>((resolve, reject) => {
    child.on('output', () => {
      const listening = /listening on (http:\/\/[^"\s]+)/.exec(output())
      if (listening) resolve(listening[1]!)
    })
    void exited.then(({ code }) => reject(new Error(`the service ended with ${code}: ${output()}`)))
  })
  return {
    url,
    output,
    exited,
    kill(signal) {
      child.kill(signal)
      return exited
    },
    request: (path, init) => fetch(new URL(path, url), init),
  }
}

/** Starts the service, in a folder of its own or the given one, with settings that it is to refuse, and waits for its end. */
export async function startRefused(
  settings: Readonly<Record<string, string>>,
  cwd?: string,
): Promise<Exit & { readonly output: string }> {
  const { output, exited } = start(settings, cwd)
  return { ...(await exited), output: output() }
}
