import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Exit, ServiceProcess } from '../process.ts'
import { image } from './built-image.ts'
import { type Start, writeBundle } from './bundle.ts'
import { command } from './command.ts'

const STATE = ['--root', join(image.folder, 'runc')]

/** A container that runs the service as its process 1. */
export interface Container extends Omit<ServiceProcess, 'pid' | 'signal' | 'until'> {
  /** Runs a command in the container and gives its exit code and all that it wrote. */
  execute(...args: readonly string[]): { readonly code: number | null; readonly output: string }
}

let started = 0
const running = new Set<string>()

// Registered in whichever test file imports this: no container outlives its file.
afterAll(() => {
  for (const name of running) command('runc', [...STATE, 'delete', '--force', name])
})

interface Run {
  readonly name: string
  readonly output: () => string
  readonly exited: Promise<Exit>
  /** Settles with the first line that matches, or fails when it ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>
}

function run(start: Start): Run {
  started += 1
  const name = `antagon-${process.pid}-${started}`
  const bundle = writeBundle(name, start)
  running.add(name)
  const child = spawn('runc', [...STATE, 'run', '--bundle', bundle, name], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
      child.emit('output')
    })
  }
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(name)
      resolve({ code, signal })
    })
  })
  const until = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      child.on('output', () => {
        const match = pattern.exec(text)
        if (match) resolve(match)
      })
      void exited.then(({ code }) => reject(new Error(`the container ended with ${code}: ${text}`)))
    })
  return { name, output: () => text, exited, until }
}

/** Starts a container and waits until the service in it listens; every request is sent with this key. */
export async function startContainer(start: Start, key: string): Promise<Container> {
  const { name, output, exited, until } = run(start)
  const [, port] = await until(/listening on http:\/\/[^"\s]+:(\d+)/)
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    output,
    exited,
    async kill(signal) {
      command('runc', [...STATE, 'kill', name, signal])
      return exited
    },
    request: (path, { headers, ...init } = {}) =>
      fetch(new URL(path, url), { ...init, headers: { ...headers, authorization: `Bearer ${key}` } }),
    execute(...args) {
      const { status, stdout, stderr } = spawnSync('runc', [...STATE, 'exec', name, ...args], {
        encoding: 'utf8',
      })
      return { code: status, output: stdout + stderr }
    },
  }
}

/** Starts a container whose service is to refuse, and waits for its end. */
export async function startRefusedContainer(start: Start): Promise<Exit & { readonly output: string }> {
  const { output, exited } = run(start)
  return { ...(await exited), output: output() }
}
