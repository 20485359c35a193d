import run from '../../src/jobs/worker.ts'
import type { WorkerOutcome, WorkerTask } from '../../src/jobs/worker-protocol.ts'

/** What a job's `fault` does to its worker. */
const FAULTS: Readonly<Record<string, () => void | Promise<void>>> = {
  hangs() {
    for (;;);
  },
  throws() {
    throw new Error('secret: a fault in /the/core')
  },
  exits() {
    process.exit(3)
  },
  'rejects without anyone who listens'() {
    void Promise.reject(new Error('secret: nobody listens'))
    return new Promise(() => undefined)
  },
  'throws in a callback'() {
    setTimeout(() => {
      throw new Error('secret: out of the blue')
    })
    return new Promise(() => undefined)
  },
  'fills the heap'() {
    const held: object[] = []
    for (;;) held.push({ held })
  },
  'asks for an array that no machine has'() {
    throw new Error(String(new Float64Array(2 ** 32 - 1)))
  },
  'ends well and throws afterwards'() {
    setTimeout(() => {
      throw new Error('secret: too late')
    })
  },
}

/** The worker of the tests: as the service's own, but for jobs with a fault. */
export default async function faulty(task: WorkerTask): Promise<WorkerOutcome> {
  await FAULTS[String(task.spec.fault)]?.()
  return run(task)
}
