import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { RateOrder, RateOutcome } from './rate.ts'

const senders = new Set<ChildProcess>()
// Registered in whichever test file imports this: no sender outlives its file.
afterAll(() => {
  for (const sender of senders) sender.kill('SIGKILL')
})

/** Sends requests at a steady rate, from a process of its own. */
export async function sendSteadily(order: RateOrder): Promise<RateOutcome> {
  const child = fork(join(import.meta.dirname, 'rate.ts'))
  senders.add(child)
  try {
    return await new Promise<RateOutcome>((resolve, reject) => {
      child.once('message', (outcome: RateOutcome) => resolve(outcome))
      child.once('exit', (code, signal) => reject(new Error(`a sender ended with ${code ?? signal}`)))
      child.send(order)
    })
  } finally {
    child.kill('SIGKILL')
    senders.delete(child)
  }
}
