import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether answers are sent compressed to who takes them so: for catalogues, large and always the same. */
    readonly compressed?: boolean
  }
}

const pack = promisify(gzip)

/** Compresses the answers of routes whose `config.compressed` says so; see docs/decisions/0003-start.md for why here. */
export function registerCompression(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.routeOptions.config.compressed !== true || typeof payload !== 'string') return payload
    reply.header('Vary', 'Accept-Encoding')
    if (request.accepts().encoding(['gzip', 'identity']) !== 'gzip') return payload
    reply.header('Content-Encoding', 'gzip')
    reply.removeHeader('Content-Length')
    return pack(payload)
  })
}
