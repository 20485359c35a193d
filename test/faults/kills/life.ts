import { watch } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { launchServiceProcess, type StartingProcess } from '../../process.ts'

/** What a request was answered with, wholly. */
export interface Answer {
  readonly status: number
  readonly body: Buffer
  json<T>(): T
}

/** What a life tells of, so that it can be ended there. */
export type Event = 'frame' | 'last frame'

/** One life of the service, from its start to its kill. */
export class Life {
  readonly #folder: string
  readonly #process: StartingProcess
  readonly #over = Promise.withResolvers<void>()
  #url = ''
  #waiting: { readonly event: Event; left: number; readonly resolve: () => void }[] = []
  #killed = false

  constructor(folder: string) {
    this.#folder = folder
    this.#process = launchServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: '2' })
  }

  get url(): string {
    return this.#url
  }

  /** Whether it was killed: from then on nothing need be answered. */
  get killed(): boolean {
    return this.#killed
  }

  async listens(): Promise<void> {
    this.#url = await this.#process.listening
  }

  /** Fulfilled after so many milliseconds, or when it is killed. */
  async rest(milliseconds: number): Promise<void> {
    await Promise.race([pause(milliseconds), this.#over.promise])
  }

  /** Fulfilled when something has happened so often from now on. */
  happens(event: Event, times: number): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ event, left: times, resolve }))
  }

  /** Fulfilled when something is written to the store, whatever it is. */
  async writes(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const watcher = watch(this.#folder, () => resolve())
    await Promise.race([promise, this.#over.promise])
    watcher.close()
  }

  tell(event: Event): void {
    for (const waiting of this.#waiting) {
      if (waiting.event === event && --waiting.left === 0) waiting.resolve()
    }
  }

  /** Sends a request; undefined when the service was killed before it had answered. */
  async request(path: string, init: RequestInit = {}): Promise<Answer | undefined> {
    try {
      const response = await fetch(new URL(path, this.#url), init)
      const body = Buffer.from(await response.arrayBuffer())
      return { status: response.status, body, json: <T>() => JSON.parse(body.toString()) as T }
    } catch (error) {
      if (this.#killed) return undefined
      throw new Error(
        `${init.method ?? 'GET'} ${path} came to nothing: ${this.#process.output().slice(-2000)}`,
        {
          cause: error,
        },
      )
    }
  }

  async kill(): Promise<void> {
    this.#killed = true
    this.#over.resolve()
    const { signal } = await this.#process.kill('SIGKILL')
    if (signal !== 'SIGKILL') throw new Error(`the service ended by itself: ${this.#process.output()}`)
  }

  /** Ends it in peace. */
  async stop(): Promise<void> {
    const { code } = await this.#process.kill('SIGTERM')
    if (code !== 0) throw new Error(`the service ended with ${code}: ${this.#process.output()}`)
  }
}
