import { spawnSync } from 'node:child_process'
import { describe } from 'vitest'
import { afterEachFile } from '../left-open.ts'
// Whose processes are ended first: a host goes when nothing runs on it.
import '../process.ts'

/** A machine of its own to whatever runs within: it has an address, and a cable that can be pulled out. */
export interface Host {
  readonly address: string
  /** A command that runs its arguments on this host. */
  readonly within: readonly string[]
  /** Pulls the cable out: connections are not closed, but nothing comes through any more. */
  cutOff(): void
  /** Puts it back. */
  rejoin(): void
}

/** Hosts on one cable with the tests. */
export interface Network {
  host(name: string): Host
}

/** Set aside for trials of networks (RFC 2544), so that no real one has these; a test run has 254 hosts of them. */
const RUN = process.pid % 256
const addressOf = (host: number) => `198.18.${RUN}.${host}`

const BRIDGE = `antagon${RUN}`
const hosts: string[] = []
let open = false

/** Whether this user may make hosts out of network namespaces; otherwise says aloud what cannot be tested. */
const MAY_BUILD = mayBuild()

/** Tests on many hosts; where none can be made they are skipped, and that is said aloud. */
export const describeOnHosts = describe.skipIf(!MAY_BUILD)

afterEachFile(() => {
  for (const host of hosts.splice(0)) ip('netns', 'del', host)
  if (open) ip('link', 'del', BRIDGE)
  open = false
})

function mayBuild(): boolean {
  const trial = `${BRIDGE}-trial`
  const may =
    spawnSync('ip', ['netns', 'add', trial]).status === 0 &&
    spawnSync('ip', ['netns', 'exec', trial, 'true']).status === 0 &&
    spawnSync('ip', ['netns', 'del', trial]).status === 0 &&
    spawnSync('redis-server', ['--version']).status === 0
  if (!may) {
    process.stderr.write(
      'not tested: many hosts, since this user may not make network namespaces (ip netns), or there is no redis-server\n',
    )
  }
  return may
}

/** Makes a network without hosts; it is removed when the test file ends. */
export function openNetwork(): Network {
  ip('link', 'add', BRIDGE, 'type', 'bridge')
  open = true
  ip('addr', 'add', `${addressOf(254)}/24`, 'dev', BRIDGE)
  ip('link', 'set', BRIDGE, 'up')
  return {
    host(name) {
      const number = hosts.length + 1
      const namespace = `${BRIDGE}-${name}`
      const [cable, address] = [`${BRIDGE}-${number}`, addressOf(number)]
      ip('netns', 'add', namespace)
      hosts.push(namespace)
      ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace)
      ip('link', 'set', cable, 'master', BRIDGE, 'up')
      for (const device of ['lo', 'eth0']) ip('-n', namespace, 'link', 'set', device, 'up')
      ip('-n', namespace, 'addr', 'add', `${address}/24`, 'dev', 'eth0')
      return {
        address,
        within: ['ip', 'netns', 'exec', namespace],
        cutOff: () => ip('link', 'set', cable, 'down'),
        rejoin: () => ip('link', 'set', cable, 'up'),
      }
    },
  }
}

function ip(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`)
}
