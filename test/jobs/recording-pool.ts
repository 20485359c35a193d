import { afterAll } from 'vitest'
import { openPool, type WorkerPool } from '../../src/jobs/pool.ts'
import { POOL_OPTIONS } from '../pools.ts'

/** Something that was begun on a worker: which job (by its seed), and which part; null for a join or a whole job. */
export interface Begun {
  readonly seed: number
  readonly type: 'whole' | 'part' | 'join'
  readonly part: number | null
  /** Of which jobs something ran when it was begun. */
  readonly beside: readonly number[]
  over: boolean
}

/** A pool, and what it was given. */
export interface Recording {
  readonly pool: WorkerPool
  readonly begun: readonly Begun[]
  /** How many workers were busy at once, at the most. */
  mostActive(): number
  /** Whether no worker has anything. */
  idle(): boolean
}

/** Pools by their size, of which one runner after the other has the workers: they take longer to load than to work. */
const pools = new Map<number, WorkerPool>()
afterAll(async () => {
  for (const pool of pools.values()) await pool.close()
  pools.clear()
})

function poolOf(workers: number): WorkerPool {
  const pool = pools.get(workers) ?? openPool({ size: workers, ...POOL_OPTIONS })
  pools.set(workers, pool)
  return pool
}

/** A real pool that keeps a record; a worker that is given something `deadly` dies of it. */
export function recordingPool(workers: number, deadly: (begun: Begun) => boolean = () => false): Recording {
  const pool = poolOf(workers)
  const begun: Begun[] = []
  let mostActive = 0
  const run: WorkerPool['run'] = (task, handle, transferred) => {
    const running = pool.run(task, handle, transferred)
    const part = task.work.type === 'part' ? task.work.part : null
    const beside = begun.filter(({ over }) => !over).map(({ seed }) => seed)
    const record: Begun = { seed: task.seed, type: task.work.type, part, beside, over: false }
    begun.push(record)
    mostActive = Math.max(mostActive, beside.length + 1)
    void running.released.then(() => {
      record.over = true
    })
    if (deadly(record)) running.kill()
    return running
  }
  return {
    pool: { ...pool, run },
    begun,
    mostActive: () => mostActive,
    idle: () => begun.every(({ over }) => over),
  }
}
