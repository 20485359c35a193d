import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { temporaryFolder } from '../process.ts'

/** A file system of a few megabytes, which only processes that are started `within` see in its place. */
export interface SmallDisk {
  /** Where it is for those within. */
  readonly folder: string
  /** Where it is for the test. */
  readonly seenFrom: string
  /** A command that runs its arguments within. */
  readonly within: readonly string[]
  /** Takes all the room that is left. */
  fill(): void
  /** Gives that room back. */
  empty(): void
}

const holders = new Set<ChildProcess>()

// Registered in whichever test file imports this: the file system goes with the process that holds it.
afterAll(() => {
  for (const holder of holders) holder.kill('SIGKILL')
})

/** Whether this user may mount a file system; otherwise says aloud what cannot be tested. */
export const MAY_MOUNT = mayMount()

function mayMount(): boolean {
  const { status } = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'])
  if (status !== 0) process.stderr.write('not tested: a full disk, since this user may not mount one\n')
  return status === 0
}

/** Mounts an empty file system of so many megabytes, with these further options. */
export async function mountDisk(megabytes: number, options = ''): Promise<SmallDisk> {
  const folder = temporaryFolder()
  const mount = `mount -t tmpfs -o size=${megabytes}m${options} tmpfs ${folder} && echo mounted && exec sleep infinity`
  const holder = spawn('unshare', ['-m', 'sh', '-c', mount], { stdio: ['ignore', 'pipe', 'inherit'] })
  holders.add(holder)
  await new Promise((resolve, reject) => {
    holder.stdout.once('data', resolve)
    holder.once('exit', (code) => reject(new Error(`the disk was not mounted: ${code}`)))
  })
  const seenFrom = `/proc/${holder.pid}/root${folder}`
  const ballast = join(seenFrom, 'ballast')
  return {
    folder,
    seenFrom,
    within: ['nsenter', '-t', String(holder.pid), '-m', '--'],
    fill() {
      const file = openSync(ballast, 'a')
      const most = [2 ** 20, 4096, 1]
      try {
        for (const size of most) takeAll(file, Buffer.alloc(size, 'full'))
      } finally {
        closeSync(file)
      }
    },
    empty: () => rmSync(ballast, { force: true }),
  }
}

/** Writes until there is no room for any more of it. */
function takeAll(file: number, bytes: Buffer): void {
  try {
    for (;;) writeSync(file, bytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}
