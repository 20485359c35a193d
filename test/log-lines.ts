import { Writable } from 'node:stream'
import { openLog } from '../src/logging.ts'

/** A line of the service's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string }

/** A log of the service that is kept, as text and by lines. */
export function keptLog(level = 'trace') {
  let text = ''
  const destination = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString()
      done()
    },
  })
  return {
    logger: openLog(level, destination),
    text: () => text,
    lines: () =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as LogLine),
  }
}
