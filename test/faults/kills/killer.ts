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
const LONG_LIFE_EVERY = 12

export function drawMoment(draw: Draw, life: number): Moment {
  const moment = draw.pick(OFTEN)
  return life % LONG_LIFE_EVERY === LONG_LIFE_EVERY - 1 ? 'after seven seconds' : moment
}

/** An event that may never come is not waited for any longer (ms). */
const PATIENCE = 3000

/** Kills a service that listens at this moment, and tells what it did on its own account until then. */
export async function killAt(
  moment: Moment,
  life: Life,
  draw: Draw,
  { book, clients }: { readonly book: Book; readonly clients: Clients },
): Promise<void> {
  const afterEvent = async (event: Event, times: number, delay: number) => {
    await Promise.race([life.happens(event, times), life.rest(PATIENCE)])
    await life.rest(delay)
  }
  let asked: Promise<void> | undefined
  if (moment === 'at a random time') await life.rest(draw.below(2000))
  else if (moment === 'after seven seconds') await life.rest(7000)
  else if (moment === 'after a frame') await afterEvent('frame', 1 + draw.below(500), 0)
  else if (moment === 'after the last frame, while the result is written')
    await afterEvent('last frame', 1 + draw.below(3), draw.below(40))
  else {
    await life.rest(draw.below(1000))
    const entry = clients.free(draw, [...book.open, ...book.over.slice(-2)])
    asked =
      moment === 'after a DELETE was sent' && entry !== undefined
        ? clients.delete(life, entry)
        : clients.submit(life, draw, clients.enter(drawOffer(draw)))
    // Before it has come, while it is looked at, or just after it was answered.
    await life.rest(draw.below(draw.pick([10, 50])))
  }
  await life.kill()
  await asked
}
