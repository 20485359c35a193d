import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { JobResource } from '../../../src/api/schemas/job.ts'
import { FILE } from '../../../src/jobs/open-database.ts'

/** What the version that made a store said of one of its jobs; of one that had not ended only the job. */
export interface OldAnswer {
  readonly job: JobResource
  /** Server-sent events, as they came. */
  readonly events?: string
  readonly result?: object | null
}

/** What it said of a classifier, as far as the store keeps that. */
export interface OldClassifier {
  readonly name: string
  readonly status: string
  readonly labels: readonly number[]
  readonly layers: readonly object[]
  readonly createdAt: string
  readonly digest: string
  readonly provenance: object
  readonly metrics: object
}

/** What the version that made a store said. */
export interface OldAnswers {
  readonly answers: Readonly<Record<string, OldAnswer>>
  /** Of the job `finished`, in base64. */
  readonly array: string
  readonly classifiers: { readonly classifiers: readonly OldClassifier[] } | null
}

/** Those whose files are kept here. */
export const VERSIONS = [1, 2, 3, 4, 5, 6]

const at = (name: string) => join(import.meta.dirname, name)

/** The file of a store that an earlier version has made. */
export const oldStore = (version: number): Buffer => gunzipSync(readFileSync(at(`v${version}.sqlite.gz`)))

/** Puts such a store into a folder. */
export function placeOldStore(version: number, folder: string): void {
  writeFileSync(join(folder, FILE), oldStore(version))
}

export function oldAnswers(version: number): OldAnswers {
  return JSON.parse(readFileSync(at(`v${version}.json`), 'utf8')) as OldAnswers
}

/** The data of a stream of server-sent events. */
export function dataOf(events: string): object[] {
  return events
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => JSON.parse(line.slice(5)) as object)
}
