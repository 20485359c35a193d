import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'

/** Runs a command to its end and returns what it wrote to its standard output. Throws, with all that it wrote, unless it ends with 0. */
export function command(name: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(name, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (error) throw error
  if (status !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`)
  return stdout
}

/** Whether a program is to be found on the path. */
export function isInstalled(name: string): boolean {
  return spawnSync('sh', ['-c', 'command -v -- "$1"', 'sh', name]).status === 0
}

/** Where the npm of this machine lies. */
export function npmFolder(): string {
  return join(realpathSync(command('which', ['npm']).trim()), '../..')
}
