import type { Static } from 'typebox'
import type { DigitAttackFrameSchema } from '../../api/schemas/digit-results.ts'
import type { StreamMessage } from '../service/follow.ts'

type DigitAttackFrame = Static<typeof DigitAttackFrameSchema>

/** How many images have been attacked so far, and how many of them were and are told rightly. */
export interface RightSoFar {
  readonly images: number
  readonly clean: number
  /** After each size. */
  readonly attacked: readonly number[]
  /** The first image that is not among them. */
  readonly next: number
}

export const NONE_SO_FAR: RightSoFar = { images: 0, clean: 0, attacked: [], next: 0 }

/** The counts with those of a message added, but those that a job taken up again tells once more. */
export function withMessage(counts: RightSoFar, message: StreamMessage): RightSoFar {
  if (message.type !== 'frame') return counts
  const { from, to, right } = message.data as unknown as DigitAttackFrame
  if (from < counts.next) return counts
  return {
    images: counts.images + to - from,
    clean: counts.clean + right.clean,
    attacked: right.attacked.map((count, i) => count + (counts.attacked[i] ?? 0)),
    next: to,
  }
}
