import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import { newJob } from '../new-jobs.ts'
import { temporaryFolder } from '../process.ts'

const COMMAND = fileURLToPath(new URL('../../src/restore-main.ts', import.meta.url))

/** The command that restores a store, at work. */
export interface Restoring {
  readonly child: ChildProcess
  readonly ended: Promise<{
    readonly code: number | null
    readonly signal: NodeJS.Signals | null
    readonly stdout: string
    readonly stderr: string
  }>
}

/** Begins to restore into a folder, with these arguments. */
export function restoring(folder: string, ...args: readonly string[]): Restoring {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    // No file `.env` is there.
    cwd: temporaryFolder(),
    env: { PATH: process.env.PATH, ANTAGON_DATA: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const { promise: ended, resolve } = Promise.withResolvers<Awaited<Restoring['ended']>>()
  child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  return { child, ended }
}

/** A folder with a store of a stopped service, in which so many jobs have each a result of four megabytes. */
export async function largeStore(name: string, jobs: number): Promise<string> {
  const folder = join(temporaryFolder(), 'data')
  const store = openSqliteStore(folder)
  const now = '2026-01-01T00:00:00.000Z'
  for (let i = 0; i < jobs; i++) {
    const id = `${name}-${i}`
    await store.add(newJob(id, { createdAt: now }), null, 1000)
    await store.claim(now)
    const arrays = { values: new Float64Array(500_000).fill(i + 0.1) }
    await store.finish(id, 1, { status: 'succeeded', message: 'done', result: '{}', arrays }, now)
  }
  await store.close()
  return folder
}

/** Files of a folder that only a copy or a restoration has while it is being made. */
export const unfinishedIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => /backup|restoring/.test(name))
