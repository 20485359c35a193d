import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { temporaryFolder } from '../process.ts'
import { SHORT } from '../short.ts'
import { range } from '../socket-client.ts'
import { Book } from './kills/book.ts'
import { LONG_DESCENT } from './kills/catalogue.ts'
import { Clients } from './kills/clients.ts'
import { type Draw, drawFrom } from './kills/draw.ts'
import { killAt, type Moment, momentOf } from './kills/killer.ts'
import { expectSound, type LeftBehind, lookAt } from './kills/left-behind.ts'
import { Life } from './kills/life.ts'
import { Listener } from './kills/listener.ts'
import { referencesOf } from './kills/reference.ts'

const KILLS = SHORT ? 8 : 100

/** Clients that act at the same time. */
const CLIENTS = 4

/** Of the schedule: what is submitted, asked and listened to, and when the service is killed. */
const SEED = Number(process.env.KILL_SEED ?? randomInt(2 ** 32))

/** What the kills met. */
class Tally {
  readonly moments = new Map<Moment, number>()
  running = 0
  queued = 0
  checkpoints = 0
  submissions = 0
  submissionsStored = 0
  deletions = 0

  count(moment: Moment, book: Book, left: LeftBehind): void {
    this.moments.set(moment, 1 + (this.moments.get(moment) ?? 0))
    const statuses = Array.from(left.jobs.values(), ({ status }) => status)
    this.running += statuses.filter((status) => status === 'running').length
    this.queued += statuses.filter((status) => status === 'queued').length
    this.checkpoints += left.checkpoints
    const unanswered = book.unanswered.filter(({ sent }) => sent)
    this.submissions += unanswered.length
    this.submissionsStored += unanswered.filter(({ key }) => left.keys.has(key)).length
    this.deletions += book.entries.filter(({ deleting }) => deleting).length
  }
}

/** One life of the service, ended by a kill; its clients learn what there is to learn. */
async function live(
  folder: string,
  moment: Moment,
  index: number,
  book: Book,
  clients: Clients,
): Promise<void> {
  const draw = (stream: number): Draw => drawFrom(SEED, 10 * index + stream)
  const life = new Life(folder)
  if (moment === 'while it starts') {
    await pause(draw(0).below(600))
    return life.kill()
  }
  await life.listens()
  // First of all, so that nobody goes on who has only just begun.
  const resumed = clients.resume(life, draw(8))
  const killed = killAt(moment, life, draw(0), { book, clients })
  const acting = range(1, CLIENTS).map((client) => clients.act(life, draw(client)))
  if (moment === 'after seven seconds' && !book.open.some(({ offer }) => offer === LONG_DESCENT))
    acting.push(clients.submit(life, draw(9), clients.enter(LONG_DESCENT)))
  await Promise.all([resumed, killed, ...acting])
  await clients.listened()
}

/** Every job in the list of a service, in pages. */
async function listed(life: Life): Promise<JobResource[]> {
  const jobs: JobResource[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = await life.request(`/v1/jobs?limit=100${cursor && `&cursor=${cursor}`}`)
    const page = answer!.json<{ jobs: JobResource[]; next: string | null }>()
    jobs.push(...page.jobs)
    cursor = page.next
  }
  return jobs
}

/** A job's log from its beginning to its one end is what undisturbed ones have, and what everybody was told. */
async function expectOneLife(life: Life, listener: Listener, others: readonly Listener[]): Promise<void> {
  await listener.listen(life)
  expect(listener.done).toBe(true)
  const { entry } = listener
  const seqs = [...listener.seen.keys()]
  expect(seqs).toEqual(range(1, seqs.length))
  const said = [...listener.seen.values()]
  expect(said.filter((entry) => entry.includes('"type":"end"'))).toHaveLength(1)
  expect(said.filter((entry) => entry.includes('"status":"running"'))).toHaveLength(entry.attempt)
  for (const other of others) {
    expect(other.done).toBe(true)
    for (const [seq, told] of other.seen) {
      if (listener.seen.get(seq) !== told) expect(told, entry.name).toBe(listener.seen.get(seq))
    }
  }
}

test(`a service that is killed ${KILLS} times loses nothing, and does nothing twice`, async () => {
  console.log(`the schedule's seed: KILL_SEED=${SEED}`)
  const began = performance.now()
  const references = await referencesOf(temporaryFolder())
  const folder = temporaryFolder()
  const book = new Book()
  const clients = new Clients(book, references)
  const tally = new Tally()
  const killing = performance.now()
  for (const index of range(0, KILLS - 1)) {
    const moment = momentOf(index)
    await live(folder, moment, index, book, clients)
    const left = lookAt(folder)
    tally.count(moment, book, left)
    book.agreeWith(left)
  }

  const draw = drawFrom(SEED, 10 * KILLS)
  const last = new Life(folder)
  await last.listens()
  await clients.resume(last, draw)
  await clients.listened()
  const { entries } = book
  expect(book.unanswered).toEqual([])
  const jobs = await listed(last)
  const known = new Map(entries.filter(({ removed }) => !removed).map((entry) => [entry.job!.id, entry]))
  // What nobody submitted is the training of the ready-made classifier that an attack needs, once.
  const others = jobs.filter(({ id }) => !known.has(id))
  expect(['', 'linear']).toContain(others.map(({ kind }) => kind).join())
  expect(jobs.length - others.length).toBe(known.size)
  for (const job of jobs) known.get(job.id)?.learn(job)
  let compared = 0
  for (const entry of known.values()) {
    const told = clients.listeners.filter((listener) => listener.entry === entry)
    const whole = new Listener(entry, { protocol: 'antagon.v1.json', rate: null, slow: false }, draw)
    await expectOneLife(last, whole, told)
    compared += whole.covered
    await clients.checkResult(last, entry)
  }
  await last.stop()
  expectSound(folder)
  console.log(report(tally, book, clients, compared, [killing - began, performance.now() - killing]))
}, 1_200_000)

function report(
  tally: Tally,
  { entries }: Book,
  { listeners }: Clients,
  compared: number,
  times: number[],
): string {
  const ended = (status: string) => entries.filter((entry) => entry.ended === status).length
  const sum = (of: (listener: Listener) => number) => listeners.reduce((total, each) => total + of(each), 0)
  const most = Math.max(...entries.map(({ attempt }) => attempt))
  return [
    `${KILLS} kills in ${(times[1]! / 1000).toFixed(0)} s, after ${(times[0]! / 1000).toFixed(0)} s undisturbed:`,
    ...[...tally.moments].map(([moment, times]) => `  ${times} ${moment}`),
    `they met ${tally.running} running and ${tally.queued} queued jobs, ${tally.checkpoints} checkpoints,`,
    `  ${tally.submissions} submissions unanswered (${tally.submissionsStored} of them stored) and ${tally.deletions} DELETEs unanswered`,
    `${entries.length} jobs: ${ended('succeeded')} succeeded, ${ended('cancelled')} cancelled, up to ${most} attempts each; ${entries.filter(({ removed }) => removed).length} of them removed`,
    `${listeners.length} streams, resumed ${sum(({ resumed }) => resumed)} times, told of ${sum(({ covered }) => covered)} seqs (${sum(({ leftOut }) => leftOut)} of them in gaps); ${compared} seqs of whole logs compared`,
  ].join('\n')
}
