import type { Book } from './book.ts'
import { drawOffer } from './catalogue.ts'
import type { Clients } from './clients.ts'
import type { Draw } from './draw.ts'
import type { Event, Life } from './life.ts'

/** When a service is killed. */
export const MOMENTS = [
  'at a random time',
  'while it starts',
  'after a frame',
  'after the last frame, while the result is written',
  'after a submission was sent',
  'after a DELETE was sent',
  'after seven seconds',
] as const
export type Moment = (typeof MOMENTS)[number]

const OFTEN: readonly Moment[] = MOMENTS.slice(0, -1)

/** One life in so many is long enough for a checkpoint, which is taken after five seconds. */
const LONG_LIFE_EVERY = 13

/** The moments come in turn, so that a few lives meet all of them; what is random is what they meet. */
export function momentOf(life: number): Moment {
  if (life % LONG_LIFE_EVERY === LONG_LIFE_EVERY - 1) return 'after seven seconds'
  return OFTEN[life % OFTEN.length]!
}

/** An event that may never come is not waited for any longer (ms). */
const PATIENCE = 3000

/** What is asked at the moment of a kill is asked so often at once. */
const ASKED_AT_ONCE = 3

/** Kills a service that listens at this moment, and does on its own account what the moment asks for. */
export async function killAt(
  moment: Moment,
  life: Life,
  draw: Draw,
  { book, clients }: { readonly book: Book; readonly clients: Clients },
): Promise<void> {
  const happens = (event: Event, times: number) =>
    Promise.race([life.happens(event, times), life.rest(PATIENCE)])
  // Until workers are loaded nothing goes on but what clients ask.
  if (draw.chance(0.9)) await happens('frame', 1)
  let asked: Promise<void>[] = []
  if (moment === 'at a random time') await life.rest(draw.below(2000))
  else if (moment === 'after seven seconds') await life.rest(7000)
  else if (moment === 'after a frame') await happens('frame', 1 + draw.below(1000))
  else if (moment === 'after the last frame, while the result is written') {
    await happens('last frame', 1 + draw.below(5))
    await atOnceOrSoon(life, draw)
  } else {
    await life.rest(draw.below(1500))
    const entries = [...book.open, ...book.over.slice(-2)]
    asked = Array.from({ length: ASKED_AT_ONCE }, () => {
      const entry = clients.free(draw, entries)
      return moment === 'after a DELETE was sent' && entry !== undefined
        ? clients.delete(life, entry)
        : clients.submit(life, draw, clients.enter(drawOffer(draw)), draw.chance(0.5))
    })
    await atOnceOrSoon(life, draw)
  }
  await life.kill()
  await Promise.all(asked)
}

/** A moment later, which may be that of the next write to the store. */
async function atOnceOrSoon(life: Life, draw: Draw): Promise<void> {
  await life.rest(draw.below(20))
  if (draw.chance(0.5)) await Promise.race([life.writes(), life.rest(PATIENCE)])
}
