import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { CrowdNews, CrowdOrder } from './crowd.ts'

export type CrowdEnd = Extract<CrowdNews, { type: 'closed' }>

/** Many listeners to one stream. */
export interface Crowd {
  /** Fulfilled when all sockets of it are closed. */
  readonly closed: Promise<CrowdEnd>
  /** Ends it without a word to the service. */
  vanish(): void
}

const crowds = new Set<ChildProcess>()
// Registered in whichever test file imports this: no crowd outlives its file.
afterAll(() => {
  for (const crowd of crowds) crowd.kill('SIGKILL')
})

/** Opens so many sockets to a stream, in a process of its own; fulfilled when all are open. */
export async function gather(url: string, count: number, reading = true): Promise<Crowd> {
  const child = fork(join(import.meta.dirname, 'crowd.ts'))
  crowds.add(child)
  const opened = Promise.withResolvers<void>()
  const closed = Promise.withResolvers<CrowdEnd>()
  // Whoever does not wait for its end has ended it.
  closed.promise.catch(() => undefined)
  child.on('message', (news: CrowdNews) => {
    if (news.type === 'open') opened.resolve()
    else closed.resolve(news)
  })
  child.once('exit', (code, signal) => {
    crowds.delete(child)
    const error = new Error(`a crowd ended with ${code ?? signal}`)
    opened.reject(error)
    closed.reject(error)
  })
  child.send({ url: url.replace('http', 'ws'), count, reading } satisfies CrowdOrder)
  await opened.promise
  void closed.promise.then(() => child.disconnect()).catch(() => undefined)
  return { closed: closed.promise, vanish: () => child.kill('SIGKILL') }
}
