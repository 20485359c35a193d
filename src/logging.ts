import { type DestinationStream, type Logger, pino } from 'pino'

/**
 * The service's log: a line of JSON for each event. Nothing of what a request brings or a job holds is to stand in it,
 * so that of errors and addresses only parts that cannot are let through.
 */
export function openLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, serializers: { err: errorFields, req: requestFields, path: withoutQuery } }
  return destination === undefined ? pino(options) : pino(options, destination)
}

/** Other fields of an error may hold what it is about. */
function errorFields(error: Error): object {
  const { type, message, stack, code } = pino.stdSerializers.err(error)
  return { type, message, stack, code }
}

/** Never a header: one of them is the key. */
function requestFields({ method, url }: { method?: string; url?: string }): object {
  return { method, url: withoutQuery(url ?? '') }
}

/** The path of a request's address alone: a query may hold a ticket. */
export function withoutQuery(path: string): string {
  return path.split('?')[0]!
}
