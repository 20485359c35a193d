import { connect } from 'node:net'

/** An answer as it came over the wire; the body is whatever followed the headers until the connection closed. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/**
 * Opens a connection, lets `send` write to it, and gives back what came until the service closed it. `send` is called
 * with a function that writes, and one that tells whether the service has closed the connection.
 */
export async function converse(
  url: string,
  send: (write: (text: string) => void, closed: () => boolean) => Promise<void> | void,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  let text = ''
  let isClosed = false
  // The service may reset it while something is being written: that is an end like another.
  socket.on('error', () => undefined)
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  const closed = new Promise<void>((resolve) =>
    socket.once('close', () => {
      isClosed = true
      resolve()
    }),
  )
  await send(
    (part) => socket.write(part),
    () => isClosed,
  )
  await closed
  return parse(text)
}

function parse(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [statusLine = '', ...lines] = head.split('\r\n')
  const pairs = lines.map((line) => /^([^:]+): ?(.*)$/.exec(line)!.slice(1) as [string, string])
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Headers(pairs),
    body: rest.join('\r\n\r\n'),
  }
}
