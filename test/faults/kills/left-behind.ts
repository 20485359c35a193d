import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'vitest'
import type { JobStatus } from '../../../src/jobs/job.ts'
import { temporaryFolder } from '../../process.ts'

/** The jobs of a store as a service that was killed has left it. */
export interface LeftBehind {
  readonly jobs: ReadonlyMap<string, { readonly status: JobStatus; readonly attempt: number }>
  /** How many idempotency keys stand for a job. */
  readonly keys: ReadonlySet<string>
  readonly checkpoints: number
}

/** One that was removed is nobody's any more; what it has stored goes step by step. */
const THERE = "status <> 'removed'"

const OVER = "status in ('succeeded', 'failed', 'cancelled')"

/** Jobs of which not all is true that must be true of a job at any moment. */
const BROKEN: Readonly<Record<string, string>> = {
  'a log with gaps, or entries that its job does not know of':
    'last_seq <> (select count(*) from log where job = number) or last_seq <> (select max(seq) from log where job = number)',
  'a wrong count of frames': "frames <> (select count(*) from log where job = number and type = 'frame')",
  'an end that is not told once': `${OVER} <> (select count(*) from log where job = number and type = 'end')`,
  'something after its end':
    "exists (select 1 from log where job = number and type = 'end' and seq < last_seq)",
  'no result where it has succeeded, or one where it has not':
    "(status = 'succeeded') <> (select count(*) from results where job = number)",
  'a checkpoint after its end': `${OVER} and exists (select 1 from checkpoints where job = number)`,
  'parts after its end': `${OVER} and exists (select 1 from parts where job = number)`,
  'no spec': 'not exists (select 1 from specs where job = number)',
}

/**
 * Looks at a copy of a store, so that the next service finds it as the last one left it. Fails when SQLite finds it
 * damaged, or when any of its jobs is half of something.
 */
export function lookAt(folder: string): LeftBehind {
  const copy = temporaryFolder()
  cpSync(folder, copy, { recursive: true })
  const database = new DatabaseSync(join(copy, 'antagon.sqlite'))
  try {
    expect(database.prepare('pragma quick_check').all()).toEqual([{ quick_check: 'ok' }])
    expect(database.prepare('pragma foreign_key_check').all()).toEqual([])
    for (const [what, condition] of Object.entries(BROKEN)) {
      expect(
        database.prepare(`select id, status from jobs where ${THERE} and (${condition})`).all(),
        what,
      ).toEqual([])
    }
    const rows = database
      .prepare(`select id, status, attempt, idempotency_key from jobs where ${THERE}`)
      .all() as {
      id: string
      status: JobStatus
      attempt: number
      idempotency_key: string | null
    }[]
    const { checkpoints } = database.prepare('select count(*) as checkpoints from checkpoints').get() as {
      checkpoints: number
    }
    return {
      jobs: new Map(rows.map(({ id, status, attempt }) => [id, { status, attempt }])),
      keys: new Set(rows.flatMap(({ idempotency_key: key }) => key ?? [])),
      checkpoints,
    }
  } finally {
    database.close()
    rmSync(copy, { recursive: true })
  }
}

/** Fails unless SQLite finds nothing wrong in the store of a service that has ended in peace. */
export function expectSound(folder: string): void {
  const database = new DatabaseSync(join(folder, 'antagon.sqlite'))
  expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  database.close()
}
