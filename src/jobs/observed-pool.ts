import type { PoolObserver } from './observer.ts'
import type { WorkerPool } from './pool.ts'

/** A pool that tells an observer how busy it is, and what its workers say of their work. */
export function observedPool(pool: WorkerPool, observer: PoolObserver): WorkerPool {
  observer.opened(pool.size)
  return {
    size: pool.size,
    run(...given) {
      observer.occupied()
      const task = pool.run(...given)
      void task.released.then(() => observer.released())
      const outcome = task.outcome.then((answer) => {
        if (answer.span !== undefined) observer.worked(answer.span)
        return answer
      })
      return { ...task, outcome }
    },
    close: () => pool.close(),
  }
}
