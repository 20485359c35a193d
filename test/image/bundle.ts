import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { image } from './built-image.ts'
import { command } from './command.ts'

/** What of an OCI runtime's configuration is set here; what else `runc spec` writes is left as it is. */
interface Spec {
  process: {
    terminal: boolean
    user: object
    args: readonly string[]
    env: readonly string[]
    cwd: string
    capabilities: object
    noNewPrivileges: boolean
  }
  root: object
  mounts: object[]
  linux: { namespaces: { type: string }[] }
}

/** What a container is started with beside what its image says. */
export interface Start {
  readonly settings: Readonly<Record<string, string>>
  /** The folder that is its volume. */
  readonly volume: string
  /** Files of this machine that it may read, by where it sees them. */
  readonly files?: Readonly<Record<string, string>>
}

const [uid = 0, gid = 0] = image.config.User.split(':').map(Number)

/** A new folder that the image's user may write. */
export function makeVolume(name: string): string {
  const folder = join(image.folder, name)
  mkdirSync(folder)
  chownSync(folder, uid, gid)
  return folder
}

/** Lets the image's user read a file. */
export function giveToUser(file: string): void {
  chownSync(file, uid, gid)
}

/** Writes the bundle of a container as compose and Kubernetes would run it: without capabilities, its root read-only; returns its folder. */
export function writeBundle(name: string, { settings, volume, files = {} }: Start): string {
  const folder = join(image.folder, name)
  mkdirSync(folder)
  command('runc', ['spec', '--bundle', folder])
  const file = join(folder, 'config.json')
  const spec = JSON.parse(readFileSync(file, 'utf8')) as Spec
  const { config } = image
  Object.assign(spec.process, {
    terminal: false,
    user: { uid, gid },
    args: config.Cmd,
    env: [...config.Env, ...Object.entries(settings).map((pair) => pair.join('='))],
    cwd: config.WorkingDir,
    capabilities: {},
    noNewPrivileges: true,
  })
  spec.root = { path: image.files, readonly: true }
  spec.mounts.push(
    { destination: '/tmp', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'nodev', 'mode=1777'] },
    ...Object.keys(config.Volumes).map((destination) => bind(destination, volume, 'rw')),
    ...Object.entries(files).map(([destination, source]) => bind(destination, source, 'ro')),
  )
  // The network is that of the tests, which has nothing but loopback: so they reach what listens inside.
  spec.linux.namespaces = spec.linux.namespaces.filter(({ type }) => type !== 'network')
  writeFileSync(file, JSON.stringify(spec))
  return folder
}

function bind(destination: string, source: string, access: 'ro' | 'rw') {
  return { destination, type: 'bind', source, options: ['bind', access, 'nosuid', 'nodev'] }
}
