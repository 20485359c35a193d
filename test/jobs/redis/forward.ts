import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** An address that leads elsewhere, and later maybe elsewhere again, as that of a primary does. */
export interface Forward {
  readonly url: string
  /** Leads new connections there; those that are open are cut. */
  leadTo(url: string): void
}

/** Opens an address that leads to a server on loopback; it is closed after the test. */
export async function forwardTo(url: string): Promise<Forward> {
  let port = Number(new URL(url).port)
  const open = new Set<Socket>()
  const cut = () => {
    for (const socket of open) socket.destroy()
    open.clear()
  }
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => one.destroy())
      one.once('close', () => {
        open.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    cut()
  })
  const address = server.address() as { port: number }
  return {
    url: `redis://127.0.0.1:${address.port}`,
    leadTo(next) {
      port = Number(new URL(next).port)
      cut()
    },
  }
}
