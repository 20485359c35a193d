import { connect } from 'node:net'

/** What a client does when it has written everything. */
export type Ending =
  /** Reads until the service closes. */
  | 'read'
  /** When nothing has come for a moment, says that no more is sent, and reads on. */
  | 'half-close'
  /** Cuts the connection at once, without reading. */
  | 'cut'
  /** Reads some bytes, and cuts; half-closes when there are fewer. */
  | 'read-and-cut'

/** What is written on one connection, piece by piece, and how it ends. */
export interface Exchange {
  readonly pieces: readonly Buffer[]
  readonly ending: Ending
}

/** All that came back on a connection. */
export interface Received {
  readonly bytes: Buffer
  /** Whether the service neither answered in full nor closed the connection in the time there is. */
  readonly hung: boolean
}

/** A service that takes longer hangs: far more than any request here can take, even where other things run. */
const PATIENCE_MS = 60_000

/** Long enough for most answers; a service gives up those that it still works on when a client half-closes. */
const QUIET_MS = 40

/** So much is read before a connection is cut in the middle. */
const READ_BEFORE_CUT = 700

/** Does an exchange with a service on loopback. */
export function exchange(port: number, { pieces, ending }: Exchange): Promise<Received> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const parts: Buffer[] = []
    let length = 0
    let quiet: NodeJS.Timeout | undefined
    const halfCloseWhenQuiet = () => {
      clearTimeout(quiet)
      quiet = setTimeout(() => socket.end(), QUIET_MS)
    }
    const finish = (hung: boolean) => {
      clearTimeout(patience)
      clearTimeout(quiet)
      socket.destroy()
      resolve({ bytes: Buffer.concat(parts), hung })
    }
    const patience = setTimeout(() => finish(true), PATIENCE_MS)
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNREFUSED') return
      clearTimeout(patience)
      reject(error)
    })
    socket.on('data', (part: Buffer) => {
      parts.push(part)
      length += part.length
      if (quiet !== undefined) halfCloseWhenQuiet()
      if (ending === 'read-and-cut' && length >= READ_BEFORE_CUT) socket.resetAndDestroy()
    })
    socket.on('end', () => finish(false))
    socket.on('close', () => finish(false))
    socket.on('connect', async () => {
      for (const piece of pieces) {
        if (socket.writable) await new Promise<void>((written) => socket.write(piece, () => written()))
      }
      if (ending === 'half-close' || ending === 'read-and-cut') halfCloseWhenQuiet()
      if (ending === 'cut') socket.resetAndDestroy()
    })
  })
}
