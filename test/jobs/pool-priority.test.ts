import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPool, type WorkerPool } from '../../src/jobs/pool.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { POOL_OPTIONS } from '../pools.ts'

let pool: WorkerPool
beforeAll(() => {
  pool = openPool({ size: 1, ...POOL_OPTIONS })
})
afterAll(() => pool.close())

/** How far each thread of this process stands back, by its identifier (proc(5), stat). */
function niceness(): ReadonlyMap<string, number> {
  return new Map(
    readdirSync('/proc/self/task').map((thread) => {
      const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8')
      return [thread, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])]
    }),
  )
}

test('a worker stands back behind the thread that answers', async (context) => {
  if (process.platform !== 'linux') context.skip('threads have no priorities of their own here')
  const own = niceness().get(String(process.pid))!
  const { kind, seed } = SHORT_DESCENT
  const work = { type: 'whole', framesLogged: 0, checkpoint: null } as const
  const task = { kind, spec: SHORT_DESCENT, seed, work, classifiers: [], traceparent: null }
  await pool.run(task, async () => undefined).outcome
  expect(niceness().get(String(process.pid))).toBe(own)
  expect([...niceness().values()]).toContain(Math.min(19, own + 10))
})
