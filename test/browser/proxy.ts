import { connect, createServer, type Socket } from 'node:net'
import { Transform } from 'node:stream'
import { afterAll } from 'vitest'

/** A wire between a browser and a service that can be cut and made slow. */
export interface Wire {
  /** Where the browser finds the service through it. */
  readonly url: string
  /** Breaks all connections, and lets none through until `mend`. */
  cut(): void
  mend(): void
}

const wires: (() => Promise<void>)[] = []

// Registered in whichever test file imports this: no wire outlives its file.
afterAll(async () => {
  await Promise.all(wires.map((close) => close()))
})

/** Lays a wire to a service; `bytesPerSecond` is what it carries towards the browser on one connection. */
export async function layWire(service: string, bytesPerSecond = Number.POSITIVE_INFINITY): Promise<Wire> {
  const { hostname, port } = new URL(service)
  const open = new Set<Socket>()
  let whole = true
  const keep = (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    // The other end is told by the close that follows.
    socket.on('error', () => socket.destroy())
  }
  const server = createServer((near) => {
    keep(near)
    if (!whole) {
      near.destroy()
      return
    }
    const far = connect(Number(port), hostname)
    keep(far)
    near.pipe(far)
    if (bytesPerSecond === Number.POSITIVE_INFINITY) far.pipe(near)
    else far.pipe(narrow(bytesPerSecond)).pipe(near)
    near.once('close', () => far.destroy())
    far.once('close', () => near.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  wires.push(
    () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy()
        server.close(() => resolve())
      }),
  )
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    cut() {
      whole = false
      for (const socket of open) socket.destroy()
    },
    mend() {
      whole = true
    },
  }
}

/** Passes on so many bytes a second. */
function narrow(bytesPerSecond: number): Transform {
  return new Transform({
    highWaterMark: 1024,
    transform(chunk: Buffer, _, done) {
      setTimeout(() => done(null, chunk), (1000 * chunk.length) / bytesPerSecond)
    },
  })
}
