import { expect } from 'vitest'
import type { JobResource } from '../../../src/api/schemas/job.ts'
import { submissionPath } from '../../submission-path.ts'
import { type Book, Entry } from './book.ts'
import { drawOffer, LONG_DESCENT, type Offer } from './catalogue.ts'
import type { Draw } from './draw.ts'
import type { Life } from './life.ts'
import { drawManner, Listener } from './listener.ts'
import { fingerprintOf, type Reference } from './reference.ts'

/** So many jobs are open at a time: enough that some run and others wait whenever the service is killed. */
const MOST_OPEN = 8

/** What clients do to a service, one thing after the other: they know of each other, so that none undoes what another relies on. */
export class Clients {
  readonly listeners: Listener[] = []
  readonly #book: Book
  readonly #references: ReadonlyMap<string, Reference>
  /** Entries of which something is being asked that may end or remove them. */
  readonly #taken = new Set<Entry>()
  #listening: Promise<void>[] = []

  constructor(book: Book, references: ReadonlyMap<string, Reference>) {
    this.#book = book
    this.#references = references
  }

  /** Those that listened to what has not ended go on, and what was not answered is asked again. */
  async resume(life: Life, draw: Draw): Promise<void> {
    this.#listening = this.listeners.filter(({ done }) => !done).map((listener) => listener.listen(life))
    await Promise.all(this.#book.unanswered.map((entry) => this.submit(life, draw, entry)))
  }

  /** Does one thing after the other until the service is killed. */
  async act(life: Life, draw: Draw): Promise<void> {
    while (!life.killed) {
      await this.#actOnce(life, draw)
      await life.rest(draw.below(100))
    }
  }

  /** Fulfilled when all who listen have been told of the end, or that the service was killed. */
  async listened(): Promise<void> {
    await Promise.all(this.#listening)
  }

  /** A submission that is not sent yet. */
  enter(offer: Offer): Entry {
    const entry = new Entry(
      `submission ${this.#book.entries.length}`,
      offer,
      this.#references.get(offer.name)!,
    )
    this.#book.entries.push(entry)
    return entry
  }

  /** Sends a submission, for the first time or again; one that waits is stored long before it is answered. */
  async submit(life: Life, draw: Draw, entry: Entry, wait = false): Promise<void> {
    const { key, offer } = entry
    entry.sent = true
    const answer = await life.request(submissionPath(offer.spec), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        ...(wait && { prefer: 'wait=60' }),
      },
      body: JSON.stringify(offer.spec),
    })
    if (answer === undefined) return
    expect([200, 202], answer.body.toString()).toContain(answer.status)
    const first = entry.job === undefined
    entry.learnJob(answer.json<JobResource>())
    if (first) for (let times = draw.below(3); times > 0; times--) this.#listenTo(entry, life, draw)
  }

  /** Cancels a job that has not ended, or removes one that has. */
  async delete(life: Life, entry: Entry): Promise<void> {
    this.#taken.add(entry)
    entry.deleting = true
    entry.mayBeCancelled = entry.ended !== 'succeeded'
    const answer = await life.request(entry.job!.links.self, { method: 'DELETE' })
    this.#taken.delete(entry)
    if (answer === undefined) return
    entry.deleting = false
    if (answer.status === 204) entry.removed = true
    else {
      expect(answer.status, `DELETE of ${entry.name}: ${answer.body}`).toBe(200)
      const job = answer.json<JobResource>()
      expect(['cancelled', 'succeeded']).toContain(job.status)
      entry.learn(job)
    }
  }

  /** One of these that nobody is about to end or remove. */
  free(draw: Draw, entries: readonly Entry[]): Entry | undefined {
    const free = entries.filter((entry) => !this.#taken.has(entry))
    return free.length === 0 ? undefined : draw.pick(free)
  }

  async #actOnce(life: Life, draw: Draw): Promise<void> {
    const { open, over, entries } = this.#book
    const what = draw.below(100)
    // Drawn whatever is done, so that what follows does not hang on what happened to be open.
    const offer = drawOffer(draw)
    const [running, ended] = [this.free(draw, open), this.free(draw, over)]
    const [another, listens] = [draw.pick([...open, ...over, undefined]), draw.chance(0.2)]
    if (another !== undefined && listens) this.#listenTo(another, life, draw)
    if (what < 60 && open.length + this.#book.unanswered.length < MOST_OPEN)
      return this.submit(life, draw, this.enter(offer))
    if (what >= 98 && running !== undefined && running.offer !== LONG_DESCENT)
      return this.delete(life, running)
    // Some of what has ended stays, to be looked at after every kill.
    if (what >= 90 && ended !== undefined && over.length > entries.length / 4) {
      await this.checkResult(life, ended)
      return this.delete(life, ended)
    }
    if (what >= 75 && ended !== undefined) return this.checkResult(life, ended)
    if (running !== undefined && !this.#taken.has(running)) await this.#look(life, draw, running)
  }

  /** A job that was accepted is there, and so it is for whoever submits it again. */
  async #look(life: Life, draw: Draw, entry: Entry): Promise<void> {
    this.#taken.add(entry)
    if (draw.chance(0.5)) await this.submit(life, draw, entry)
    else {
      const answer = await life.request(entry.job!.links.self)
      if (answer !== undefined) {
        expect(answer.status, entry.name).toBe(200)
        entry.learn(answer.json<JobResource>())
      }
    }
    this.#taken.delete(entry)
  }

  /** A job that has succeeded has the result that it always has; one that was cancelled has none. */
  async checkResult(life: Life, entry: Entry): Promise<void> {
    this.#taken.add(entry)
    const { job, ended, reference, name } = entry
    const found = await fingerprintOf(job!, (path, init) => life.request(path, init))
    this.#taken.delete(entry)
    if (found === undefined) return
    if (ended === 'succeeded') expect(found, `the result of ${name}`).toEqual(reference.result)
    else expect([found.json.slice(0, 4), found.octets.slice(0, 4)], name).toEqual(['409 ', '409 '])
  }

  #listenTo(entry: Entry, life: Life, draw: Draw): void {
    const listener = new Listener(entry, drawManner(draw), draw)
    this.listeners.push(listener)
    this.#listening.push(listener.listen(life))
  }
}
