import type { Static } from 'typebox'
import type { MESSAGES } from '../../api/schemas/messages.ts'
import { getJson, isAway, request, ServiceProblem } from './client.ts'
import { hasKey, needKey } from './key.ts'

export type StreamMessage = {
  [Name in keyof typeof MESSAGES]: Static<(typeof MESSAGES)[Name]>
}[keyof typeof MESSAGES]
export type FrameMessage = Static<(typeof MESSAGES)['frame']>

/** How a stream is doing. */
export type Connection = 'connecting' | 'live' | 'lost' | 'ended' | 'removed' | 'refused'

export interface Follower {
  /** Called for every message, in the order of the job's log, with its length as it came. */
  onMessage(message: StreamMessage, characters: number): void
  onConnection(connection: Connection): void
}

/** How to go on after what has come: everything, or the newest frame so many times a second. */
export type Pace = 'everything' | number

/** First and longest pause before trying again, in ms. */
const RETRY = { first: 250, longest: 5000 }

/** A stream that has been silent for so long may be cut without a word: then the service is asked. */
const SILENCE_MS = 20_000

/** The codes with which the service ends a stream for good, and what they say; see the API's contract. */
const ENDS: ReadonlyMap<number, Connection> = new Map([
  [1000, 'ended'],
  [4400, 'refused'],
  [4403, 'refused'],
  [4404, 'removed'],
])
const UNAUTHORISED = 4401

/**
 * Follows a job's stream over a WebSocket from after an entry on. A connection that breaks, or a service that starts
 * again, is taken up where it was left, for as long as it takes.
 */
export class JobStream {
  readonly #job: string
  readonly #follower: Follower
  #after: number
  #pace: Pace
  #socket: WebSocket | undefined
  #retry = RETRY.first
  #timer: ReturnType<typeof setTimeout> | undefined
  #silence: ReturnType<typeof setTimeout> | undefined
  #left = false

  constructor(job: string, after: number, pace: Pace, follower: Follower) {
    this.#job = job
    this.#after = after
    this.#pace = pace
    this.#follower = follower
    void this.#open()
  }

  /** Changes the pace, from the next message on. */
  setPace(pace: Pace): void {
    if (pace === this.#pace || this.#left) return
    this.#pace = pace
    this.#drop()
    void this.#open()
  }

  /** Stops following. */
  leave(): void {
    this.#left = true
    this.#drop()
  }

  async #open(): Promise<void> {
    this.#follower.onConnection('connecting')
    const query = new URLSearchParams({ after: String(this.#after) })
    if (this.#pace !== 'everything') query.set('rate', String(this.#pace))
    try {
      if (hasKey()) query.set('ticket', await newTicket())
    } catch {
      // What went wrong is told by the next try, or by the page asking for a key.
      this.#tryAgain()
      return
    }
    if (this.#left) return
    const socket = new WebSocket(
      `/v1/jobs/${encodeURIComponent(this.#job)}/stream?${query}`,
      'antagon.v1.json',
    )
    this.#socket = socket
    socket.onopen = () => {
      this.#retry = RETRY.first
      this.#follower.onConnection('live')
      this.#listen()
    }
    socket.onmessage = ({ data }: MessageEvent<string>) => this.#take(data)
    socket.onclose = ({ code }) => {
      if (socket === this.#socket) this.#closed(code)
    }
  }

  #take(data: string): void {
    const message = JSON.parse(data) as StreamMessage
    this.#listen()
    this.#after = message.type === 'gap' ? message.to : message.seq
    this.#follower.onMessage(message, data.length)
  }

  #closed(code: number): void {
    this.#drop()
    const end = ENDS.get(code)
    if (end !== undefined) this.#follower.onConnection(end)
    else this.#tryAgain()
    if (code === UNAUTHORISED) needKey()
  }

  #tryAgain(): void {
    if (this.#left) return
    this.#follower.onConnection('lost')
    this.#timer = setTimeout(() => void this.#open(), this.#retry)
    this.#retry = Math.min(RETRY.longest, 2 * this.#retry)
  }

  /** Waits anew for the next message. */
  #listen(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => void this.#ask(), SILENCE_MS)
  }

  /** Asks whether the service is still there, where its stream says nothing. */
  async #ask(): Promise<void> {
    const socket = this.#socket
    try {
      await getJson(`/v1/jobs/${encodeURIComponent(this.#job)}`, AbortSignal.timeout(RETRY.longest))
      if (socket === this.#socket && !this.#left) this.#listen()
    } catch (error) {
      // A refusal is an answer too.
      const answered = error instanceof ServiceProblem && !isAway(error)
      if (socket !== this.#socket || this.#left) return
      if (answered) this.#listen()
      else {
        this.#drop()
        this.#tryAgain()
      }
    }
  }

  /** Lets go of the connection, if there is one. */
  #drop(): void {
    const socket = this.#socket
    this.#socket = undefined
    clearTimeout(this.#timer)
    clearTimeout(this.#silence)
    socket?.close()
  }
}

async function newTicket(): Promise<string> {
  const answer = await request('/v1/tickets', { method: 'POST' })
  return ((await answer.json()) as { ticket: string }).ticket
}
