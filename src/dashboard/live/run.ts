import type { DescentShape } from '../../api/result-shapes.ts'
import { getJson, type Job, ServiceProblem } from '../service/client.ts'
import {
  type Connection,
  type FrameMessage,
  JobStream,
  type Pace,
  type StreamMessage,
} from '../service/follow.ts'
import { hasEnded } from '../ui/use-job.ts'
import { FrameHistory, type Moment } from './frame-history.ts'
import { RateMeter } from './rate-meter.ts'
import { recall, remember } from './remembered-run.ts'

type Data = FrameMessage['data']
type DescentFrame = Extract<Data, { iteration: number; counts: number[] }>

/** A frame of an attack of given sizes. */
export type SizeFrame = Extract<Data, { epsilon: number; control: unknown }>

/** So much of a stream is taken whole, for the beginning is where most happens; later the newest frame now and then. */
const TAKEN_WHOLE = { frames: 3000, characters: 2_000_000 }

/** So many frames a second are then asked for, fewer where they are large: a poor connection carries these characters. */
const PACE = { most: 50, least: 2, charactersPerSecond: 100_000 }

/** The job itself is read anew this often while it runs, in ms. */
const REFRESH_MS = 1000

/**
 * An attack on a cell as the page follows it: its job, what its frames have shown, and its result once it has ended. It
 * goes on over lost connections, restarts of the service and reloads of the page.
 */
export class Run {
  readonly id: string
  job: Job | null = null
  connection: Connection = 'connecting'
  /** What the service refused; a service that is away is told by the connection instead. */
  error: unknown = null
  result: DescentShape | null = null
  certificate: DescentFrame['certificate']
  readonly history: FrameHistory
  readonly sizes: SizeFrame[] = []
  /** Counts of the first frame, before anything moved. */
  readonly #frames = new RateMeter()
  readonly #listeners = new Set<() => void>()
  readonly #gone = new AbortController()
  readonly #stream: JobStream
  readonly #taken = { frames: 0, characters: 0 }
  #slowed = false
  #after: number
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(id: string) {
    this.id = id
    const known = recall(id)
    this.history = new FrameHistory(known?.moments, known?.pictures)
    this.certificate = known?.certificate
    this.#after = known?.after ?? 0
    this.#stream = new JobStream(id, this.#after, 'everything', {
      onMessage: (message, characters) => this.#take(message, characters),
      onConnection: (connection) => this.#set(connection),
    })
    void this.#read()
  }

  /** Calls back after every change; returns how to stop. */
  observe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Frames that the job makes a second, those among them that are not sent too. */
  framesPerSecond(): number {
    return this.#frames.rate(performance.now())
  }

  get newest(): Moment | undefined {
    return this.history.moments.at(-1)
  }

  /** Keeps what has come for a reload of the page, where the job goes on. */
  remember(): void {
    if (this.job === null || hasEnded(this.job)) return
    const { id, history, certificate } = this
    remember({ id, after: this.#after, certificate, moments: history.moments, pictures: history.pictures })
  }

  leave(): void {
    this.#gone.abort()
    clearTimeout(this.#timer)
    this.#stream.leave()
  }

  /** Everything at first; then as often as frames of their mean size may come. */
  #pace(): Pace {
    const { frames, characters } = this.#taken
    if (frames < TAKEN_WHOLE.frames && characters < TAKEN_WHOLE.characters) return 'everything'
    const affordable = Math.floor((PACE.charactersPerSecond * frames) / characters)
    return Math.max(PACE.least, Math.min(PACE.most, affordable))
  }

  #take(message: StreamMessage, characters: number): void {
    this.#after = message.type === 'gap' ? message.to : message.seq
    if (message.type === 'status') void this.#read()
    if (message.type === 'frame') {
      this.#frames.mark(performance.now(), message.seq)
      this.#taken.frames++
      this.#taken.characters += characters
      this.#keep(message.data)
      this.#slowDown()
    }
    this.#tell()
  }

  /** Once so much has come, takes less: changing the pace again and again would cost a connection each time. */
  #slowDown(): void {
    if (this.#slowed || this.#pace() === 'everything') return
    this.#slowed = true
    this.#stream.setPace(this.#pace())
  }

  #keep(data: Data): void {
    if ('iteration' in data && 'counts' in data) {
      this.certificate ??= data.certificate
      this.history.add(data, data.bindingTimes)
    } else if ('epsilon' in data && 'control' in data) {
      // A service that starts again may make a frame once more.
      const known = this.sizes.findIndex(({ epsilon }) => epsilon === data.epsilon)
      this.sizes.splice(known === -1 ? this.sizes.length : known, known === -1 ? 0 : 1, data)
    }
  }

  #set(connection: Connection): void {
    this.connection = connection
    if (connection === 'ended' || connection === 'removed') void this.#read()
    this.#tell()
  }

  /** Reads the job, and its result where it has one; again in a while where it goes on. */
  async #read(): Promise<void> {
    clearTimeout(this.#timer)
    const { signal } = this.#gone
    try {
      const job = await getJson<Job>(`/v1/jobs/${encodeURIComponent(this.id)}`, signal)
      if (job.status === 'succeeded' && this.result === null && job.kind === 'gradient-descent') {
        this.result = await getJson<DescentShape>(job.links.result, signal)
      }
      this.job = job
      this.error = null
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof ServiceProblem && error.problem !== null) this.error = error
    }
    if (signal.aborted) return
    if (this.error === null && (this.job === null || !hasEnded(this.job))) {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => void this.#read(), REFRESH_MS)
    }
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
