import { MARGIN_THRESHOLD } from './margin-target.ts'

/** Whether a network is right about an image whose margin, score(true class) − score(other class), is this. */
export function isRight(margin: number): boolean {
  return margin > MARGIN_THRESHOLD
}

/** How many of some margins are of images told rightly. */
export function countRight(margins: readonly number[]): number {
  return margins.filter(isRight).length
}

/** Which part (0 to 1) of some margins, one at least, is of images told rightly: the accuracy. */
export function shareRight(margins: readonly number[]): number {
  return countRight(margins) / margins.length
}
