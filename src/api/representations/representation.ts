import type { Job } from '../../jobs/job.ts'
import type { JobStore } from '../../jobs/store.ts'
import { titleOf } from './title.ts'

/** A result that was stored, and what is asked of it. */
export interface StoredResult {
  readonly store: JobStore
  readonly job: Job
  /** JSON. */
  readonly summary: string
  /** Of the binding times: at this iteration, or the final ones. */
  readonly iteration: number | undefined
}

/** A result in one media type; large ones are made piece by piece as they are sent. */
export type Representation = string | Uint8Array | AsyncIterable<string>

export type Represent = (result: StoredResult) => Promise<Representation>

/** The media types of a kind's result, the first of them when a client takes anything. */
export type Representations = Readonly<Record<string, Represent>>

/** How a kind whose result is a summary alone shows it. */
export interface SummaryFamily<Shape> {
  csv(summary: Shape): string
  /** Loaded when it is first asked for, since a start should be quick. */
  figure(): Promise<(title: string, summary: Shape) => string>
  /** What stands in a figure's title before the cell. */
  title(summary: Shape, job: Job): string
}

/** JSON, CSV and a figure of results that are a summary alone. */
export function summaryRepresentations<Shape>(family: SummaryFamily<Shape>): Representations {
  return {
    'application/json': async ({ summary }) => summary,
    'text/csv': async (result) => family.csv(summaryOf<Shape>(result)),
    'image/svg+xml': async (result) => {
      const summary = summaryOf<Shape>(result)
      const draw = await family.figure()
      return draw(titleOf(family.title(summary, result.job), result.job), summary)
    },
  }
}

/** The summary as what its kind stores. */
export function summaryOf<Shape>({ summary }: StoredResult): Shape {
  return JSON.parse(summary) as Shape
}

/** One of the result's arrays, float64, little-endian. Throws where the kind has stored none of this name. */
export async function arrayOf({ store, job }: StoredResult, name: string): Promise<Uint8Array> {
  const bytes = await store.resultArray(job.id, name)
  if (bytes === undefined) throw new Error(`job ${job.id} has no array “${name}”`)
  return bytes
}

/** Bytes as the numbers they are; a copy only where they are not aligned for 64-bit numbers. */
export function numbersOf(bytes: Uint8Array): Float64Array {
  const { buffer, byteOffset, length } =
    bytes.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0 ? bytes : Uint8Array.from(bytes)
  return new Float64Array(buffer, byteOffset, length / Float64Array.BYTES_PER_ELEMENT)
}
