import { SERVICE_FAULTS } from './job.ts'

/** A worker has died of a cause that can be named; the message is for the client too. */
export class WorkerFault extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'WorkerFault'
    this.code = code
  }
}

/** Nothing was heard of a worker for so long (ms). */
export function workerHung(milliseconds: number): WorkerFault {
  return new WorkerFault(
    SERVICE_FAULTS.workerHung,
    `the worker gave no sign of life for ${milliseconds / 1000} s and was ended`,
  )
}

/** What a worker has died of, named where it has run out of memory; `heap` is how much it may have, in MiB. */
export function nameFault(error: unknown, heap: number): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new WorkerFault(
      SERVICE_FAULTS.outOfMemory,
      `the worker ran out of memory: its objects may take ${heap} MiB`,
    )
  }
  // Large arrays lie outside the heap: here it is the machine that has no more.
  if (error instanceof RangeError && message === 'Array buffer allocation failed') {
    return new WorkerFault(
      SERVICE_FAULTS.outOfMemory,
      'the worker ran out of memory: there was none left for an array',
    )
  }
  return error
}
