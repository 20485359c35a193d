import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { FILE, IN_MEMORY } from '../../jobs/open-database.ts'
import type { StoreCensus } from '../../jobs/store.ts'
import type { Services } from '../services.ts'
import type { Definitions } from './definitions.ts'

/** What is measured only when someone asks. */
export interface MeasuredState {
  readonly ready: boolean
  readonly version: string
  /** Null where no jobs are taken. */
  readonly mostQueued: number | null
  /** Null when the store cannot be read, and where another process tells of it. */
  readonly census: StoreCensus | null
  /** Null for a store that is not on a disk. */
  readonly disk: DiskState | null
}

interface DiskState {
  readonly walBytes: number
  readonly freeBytes: number
  readonly bytes: number
}

/** How the service is at this moment. */
export async function measureState({ store, config }: Services, version: string): Promise<MeasuredState> {
  const [ready, census, disk] = await Promise.all([
    store.probe().then(
      () => true,
      // Whoever asks /readyz is told why, and so is the log.
      () => false,
    ),
    store.census().catch(() => null),
    config.redis !== null || config.dataFolder === IN_MEMORY
      ? null
      : measureDisk(config.dataFolder).catch(() => null),
  ])
  return { ready, version, mostQueued: config.mostQueued, census, disk }
}

async function measureDisk(folder: string): Promise<DiskState> {
  const [wal, { bavail, blocks, bsize }] = await Promise.all([
    stat(join(folder, `${FILE}-wal`)),
    statfs(folder),
  ])
  return { walBytes: wal.size, freeBytes: bavail * bsize, bytes: blocks * bsize }
}

/** Sets the gauges; of what is not known they say nothing, rather than what once was. */
export function setState(defined: Definitions, state: MeasuredState): void {
  const { jobs, queued, queueLimit, storeBytes, diskFreeBytes, diskBytes, ready, build } = defined
  for (const gauge of [jobs, storeBytes]) gauge.reset()
  // A reset would make them 0.
  for (const gauge of [queued, queueLimit, diskFreeBytes, diskBytes]) gauge.remove()
  ready.set(state.ready ? 1 : 0)
  build.set({ version: state.version, node: process.version }, 1)
  if (state.mostQueued !== null) queueLimit.set(state.mostQueued)
  const { census, disk } = state
  if (census !== null) {
    for (const { kind, status, jobs: count } of census.jobs) jobs.set({ kind, status }, count)
    queued.set(census.jobs.reduce((sum, { status, jobs: n }) => (status === 'queued' ? sum + n : sum), 0))
    storeBytes.set({ file: 'database' }, census.fileBytes)
  }
  if (disk !== null) {
    storeBytes.set({ file: 'log' }, disk.walBytes)
    diskFreeBytes.set(disk.freeBytes)
    diskBytes.set(disk.bytes)
  }
}
