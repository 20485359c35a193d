/** A moment of a descent, as the page keeps it. */
export interface Moment {
  readonly iteration: number
  readonly output: number
  /** Ligands in each bin. */
  readonly counts: readonly number[]
}

/** All ligands at one iteration, a byte each in base64. */
export interface PictureMoment {
  readonly iteration: number
  readonly bytes: string
}

/** A history keeps at most so many of each; far more than can be told apart on a screen. */
const MOST_MOMENTS = 2000
const MOST_PICTURES = 128

/**
 * What a descent has shown so far, within bounded memory: where there is too much, what is left is spread evenly in the
 * logarithm of the iteration, as the charts are; the first and the newest moment always stay.
 */
export class FrameHistory {
  #moments: Moment[]
  #pictures: PictureMoment[]

  constructor(moments: readonly Moment[] = [], pictures: readonly PictureMoment[] = []) {
    this.#moments = [...moments]
    this.#pictures = [...pictures]
  }

  get moments(): readonly Moment[] {
    return this.#moments
  }

  get pictures(): readonly PictureMoment[] {
    return this.#pictures
  }

  /** Takes a frame. After a restart of the service a descent repeats some iterations: they replace the former ones. */
  add({ iteration, output, counts }: Moment, picture?: string): void {
    this.#moments = upTo(this.#moments, iteration)
    this.#moments.push({ iteration, output, counts })
    if (this.#moments.length > MOST_MOMENTS) this.#moments = thinned(this.#moments, MOST_MOMENTS / 2)
    if (picture === undefined) return
    this.#pictures = upTo(this.#pictures, iteration)
    this.#pictures.push({ iteration, bytes: picture })
    if (this.#pictures.length > MOST_PICTURES) this.#pictures = thinned(this.#pictures, MOST_PICTURES / 2)
  }

  /** The last moment at or before an iteration, else the first one; undefined where there is none. */
  at(iteration: number): Moment | undefined {
    return lastAt(this.#moments, iteration)
  }

  /** The last picture at or before an iteration, else the first one; undefined where there is none. */
  pictureAt(iteration: number): PictureMoment | undefined {
    return lastAt(this.#pictures, iteration)
  }
}

type Dated = { readonly iteration: number }

function upTo<T extends Dated>(items: T[], iteration: number): T[] {
  const last = items.at(-1)
  return last === undefined || last.iteration < iteration
    ? items
    : items.filter((item) => item.iteration < iteration)
}

/** The finest steps in log(k + 1); coarser ones are its doubles, so that what was kept once falls on the same steps again. */
const FINEST_STEP = 2 ** -20

/** At most `count` of the items but two, the first in every step of log(k + 1), with the first and the last of all. */
function thinned<T extends Dated>(items: readonly T[], count: number): T[] {
  for (let step = FINEST_STEP; ; step *= 2) {
    const place = ({ iteration }: Dated) => Math.floor(Math.log(iteration + 1) / step)
    const kept = items.filter(
      (item, i) => i === 0 || i === items.length - 1 || place(item) > place(items[i - 1]!),
    )
    if (kept.length <= count) return kept
  }
}

function lastAt<T extends Dated>(items: readonly T[], iteration: number): T | undefined {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (items[middle]!.iteration <= iteration) low = middle + 1
    else high = middle
  }
  return items[Math.max(0, low - 1)]
}
