import { fileURLToPath } from 'node:url'
import type { ServiceProcess } from './process.ts'

/** What a process holds after its garbage was collected: bytes, and its active resources by kind. */
export interface Memory {
  readonly heapUsed: number
  readonly external: number
  readonly arrayBuffers: number
  readonly rss: number
  readonly handles: Readonly<Record<string, number>>
}

/** What a line that the hook writes begins with. */
export const MEMORY_MARK = 'memory: '

const LINE = new RegExp(`^${MEMORY_MARK}(.*)\\n`, 'gm')

/** Options of Node that make a service's process answer `readMemory`. */
export const MEMORY_HOOK = [
  '--expose-gc',
  '--import',
  fileURLToPath(new URL('memory-hook.ts', import.meta.url)),
]

/** Collects the garbage of a service started with `MEMORY_HOOK` and says what is left. */
export async function readMemory(service: ServiceProcess): Promise<Memory> {
  const read = () => [...service.output().matchAll(LINE)].map(([, json]) => JSON.parse(json!) as Memory)
  const before = read().length
  service.signal('SIGWINCH')
  await service.until('its memory', () => read().length > before)
  return read()[before]!
}

/** Connections that a process has open; the one it listens on is of another kind. */
export function socketsOf({ handles }: Memory): number {
  return handles.TCPSocketWrap ?? 0
}

/** A line for people. */
export function memoryLine({ heapUsed, external, rss, handles }: Memory): string {
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  const open = Object.entries(handles).map(([kind, count]) => `${kind} ${count}`)
  return `heap ${mib(heapUsed)}, external ${mib(external)}, resident ${mib(rss)}; ${open.join(', ')}`
}
