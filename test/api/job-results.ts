import { Value } from 'typebox/value'
import { expect } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { MESSAGES } from '../../src/api/schemas/messages.ts'
import { framesOf, openSocket, range, seqsCovered } from '../socket-client.ts'
import type { Client } from './client.ts'

/** The result of a job that has succeeded, in the media types that its kind has. */
export interface JobResults<Result> {
  readonly job: JobResource
  readonly result: Result
  /** Rows of the table, its head first. */
  table(): Promise<readonly (readonly string[])[]>
  /** The text of the figure. */
  figure(): Promise<string>
  /** The large array. */
  numbers(): Promise<number[]>
  /** The data of all frames, each in the shape of the contract. */
  frames(): Promise<readonly object[]>
}

/** Runs a job, which must succeed, and reads its result. */
export async function runJob<Result>(client: Client, body: unknown): Promise<JobResults<Result>> {
  const job = await client.finish(body)
  const as = async (accept: string) => {
    const answer = await client.send(job.links.result, { headers: { accept } })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')?.split(';')[0]).toBe(accept)
    return answer
  }
  return {
    job,
    result: (await as('application/json')).json<Result>(),
    async table() {
      const { text } = await as('text/csv')
      expect(text).toMatch(/\r\n$/)
      return text
        .trimEnd()
        .split('\r\n')
        .map((row) => row.split(','))
    },
    async figure() {
      const { text } = await as('image/svg+xml')
      expect(text).toMatch(/^<svg/)
      return text
    },
    // Read as the contract gives them, not as this machine keeps them.
    async numbers() {
      const { bytes } = await as('application/octet-stream')
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      return Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true))
    },
    async frames() {
      const socket = openSocket(client.service.url, job.links.stream)
      await socket.closed
      expect(seqsCovered(socket.messages)).toEqual(range(1, socket.messages.length))
      const frames = framesOf(socket.messages)
      for (const frame of frames) expect(Value.Errors(MESSAGES.frame, frame)).toEqual([])
      return frames.map(({ data }) => data)
    },
  }
}
