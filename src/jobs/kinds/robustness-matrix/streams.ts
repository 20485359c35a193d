import { type RandomStream, randomStream } from '../../../core/numerics/random.ts'

/** Streams of random numbers: these for each input, after those of populations, controls and images. */
const FIRST_STREAM = 1_000_000
const STREAMS_PER_INPUT = 4
const STREAMS = { attack: 0, control: 1, portrait: 2 } as const

/** The random numbers of input `i` for one use: the same for every attack and target. */
export function inputStream(seed: number, i: number, use: keyof typeof STREAMS): RandomStream {
  return randomStream(seed, FIRST_STREAM + STREAMS_PER_INPUT * i + STREAMS[use])
}
