import type { DescentShape } from '../../api/result-shapes.ts'
import { getJson, type Job, ServiceProblem } from '../service/client.ts'
import { type Connection, type FrameMessage, JobStream, type StreamMessage } from '../service/follow.ts'
import { hasEnded } from '../ui/use-job.ts'
import type { RunState } from './run-words.ts'

/** Frames are told of no more often than this, in ms: more could not be read. */
const NEWS_MS = 200

/** A service that is away, or has trouble, is asked again after so long, in ms. */
const RETRY_MS = 1000

/** Of a job that has ended the newest frame is enough, which comes first at any rate. */
const NEWEST = 1

/** What a run of the table has shown: its newest frame and, once it has ended, what became of it. */
export class TableRun {
  readonly id: string
  state: RunState = 'loading'
  connection: Connection = 'connecting'
  iteration = 0
  /** Where its spec says when it gives up. */
  mostIterations: number | null = null
  /** Ligands in each bin, at first and now; empty until a frame has come. */
  initialCounts: readonly number[] = []
  counts: readonly number[] = []
  /** The ligands, a byte each in base64. */
  picture: string | null = null
  result: DescentShape | null = null
  /** Why it failed, or what the service refused. */
  problem: string | null = null
  readonly #cell: { readonly N: number; readonly m: number }
  readonly #listeners = new Set<() => void>()
  readonly #gone = new AbortController()
  #stream: JobStream | undefined
  #news: ReturnType<typeof setTimeout> | undefined
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(id: string, cell: { readonly N: number; readonly m: number }) {
    this.id = id
    this.#cell = cell
    void this.#read()
  }

  /** Calls back after changes; returns how to stop. */
  observe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  leave(): void {
    this.#gone.abort()
    clearTimeout(this.#news)
    clearTimeout(this.#retry)
    this.#stream?.leave()
  }

  /** Reads the job, and its result where it has one; then follows it. */
  async #read(): Promise<void> {
    clearTimeout(this.#retry)
    const { signal } = this.#gone
    try {
      const job = await getJson<Job>(`/v1/jobs/${encodeURIComponent(this.id)}`, signal)
      if (!isRunOf(job, this.#cell)) {
        this.#set('other')
        return
      }
      if (job.status === 'succeeded') this.#end(await getJson<DescentShape>(job.links.result, signal))
      this.problem = job.error?.detail ?? null
      this.mostIterations = maxIterationsOf(job)
      this.#follow(job.status)
      this.#set(job.status)
    } catch (error) {
      if (!signal.aborted) this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    const problem = error instanceof ServiceProblem ? error.problem : null
    if (problem?.status === 404) {
      this.#set('deleted')
      return
    }
    if (problem === null) this.connection = 'lost'
    else this.problem = problem.detail
    this.#retry = setTimeout(() => void this.#read(), RETRY_MS)
    this.#tell()
  }

  #follow(status: Job['status']): void {
    // Few of a job's frames carry its ligands: while it goes on all are taken, for its descent makes few.
    this.#stream ??= new JobStream(this.id, 0, status === 'succeeded' ? NEWEST : 'everything', {
      onMessage: (message) => this.#take(message),
      onConnection: (connection) => {
        this.connection = connection
        if (connection === 'removed') this.#set('deleted')
        else this.#tell()
      },
    })
  }

  #take(message: StreamMessage): void {
    if (message.type === 'frame') this.#keep(message.data)
    else if (message.type === 'status' && !hasEnded(message) && !this.#hasEnded()) this.#set(message.status)
    else if (message.type === 'end' && !this.#hasEnded()) void this.#read()
  }

  #keep(data: FrameMessage['data']): void {
    if (!('counts' in data && 'iteration' in data)) return
    this.picture = data.bindingTimes ?? this.picture
    // A result says more than any frame that comes after it.
    if (this.result === null) {
      if (this.initialCounts.length === 0) this.initialCounts = data.counts
      this.counts = data.counts
      this.iteration = data.iteration
    }
    this.#news ??= setTimeout(() => this.#tell(), NEWS_MS)
  }

  #hasEnded(): boolean {
    return this.state !== 'loading' && this.state !== 'queued' && this.state !== 'running'
  }

  #end(result: DescentShape): void {
    this.result = result
    this.iteration = result.iterations
    this.initialCounts = result.histogram.initialCounts
    this.counts = result.histogram.counts
  }

  #set(state: RunState): void {
    this.state = state
    this.#tell()
  }

  #tell(): void {
    clearTimeout(this.#news)
    this.#news = undefined
    for (const listener of this.#listeners) listener()
  }
}

/** Whether a job is a descent on the cell (N, m). */
function isRunOf({ kind, spec }: Job, { N, m }: { readonly N: number; readonly m: number }): boolean {
  const { target } = spec as { target?: { parameters?: { N?: unknown; m?: unknown } } }
  return kind === 'gradient-descent' && target?.parameters?.N === N && target.parameters.m === m
}

function maxIterationsOf({ spec }: Job): number | null {
  return (spec as { options?: { maxIterations?: number } }).options?.maxIterations ?? null
}
