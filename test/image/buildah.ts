import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { command, npmFolder } from './command.ts'

/** buildah with a storage of its own, which needs no daemon and no registry. */
export class Buildah {
  readonly #global: readonly string[]

  /** Keeps everything below `folder`. */
  constructor(folder: string) {
    this.#global = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run')]
  }

  /** Runs a command of buildah and returns what it wrote. Throws unless it ends with 0. */
  run(...args: readonly string[]): string {
    return command('buildah', [...this.#global, ...args])
  }

  /** Builds an image of this name, from images that are here already. */
  build(name: string, file: string, context: string): void {
    this.run(
      'build',
      ...['--isolation', 'chroot', '--format', 'docker', '--pull-never', '--layers=false'],
      ...npmSettings().flatMap((volume) => ['--volume', volume]),
      ...['--file', file, '--tag', name, context],
    )
  }

  /** Unmounts and removes all containers and images. */
  removeAll(): void {
    this.run('umount', '--all')
    this.run('rm', '--all')
    this.run('rmi', '--all', '--force')
  }
}

/** What npm is set up with on this machine, for npm inside: its settings, and the certificates that they name. */
function npmSettings(): string[] {
  // Where npm itself would look depends on the Node that runs it, which may be the lockfile's.
  const settings = join(npmFolder(), '../../../etc/npmrc')
  if (!existsSync(settings)) return []
  const certificates = /^cafile\s*=\s*(\S+)$/m.exec(readFileSync(settings, 'utf8'))?.[1]
  const folder = certificates === undefined ? [] : [dirname(certificates)]
  return [`${settings}:/root/.npmrc:ro`, ...folder.map((path) => `${path}:${path}:ro`)]
}
