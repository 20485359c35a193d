import type { FastifyInstance } from 'fastify'

/**
 * What every answer tells a browser that shows it: to load nothing (a figure may have its own style and pictures), to
 * run nothing, to take it for what it says it is, and to let no other site frame it or read it. Pages that need more
 * set a policy of their own.
 */
export const SECURITY_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const

/** A browser that has come over TLS once is to do so for a year. */
const TRANSPORT_SECURITY = 'max-age=31536000'

/** Sets the headers above on every answer, and `Strict-Transport-Security` where a trusted proxy tells of TLS. */
export function registerSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS)
    if (request.protocol === 'https') reply.header('Strict-Transport-Security', TRANSPORT_SECURITY)
  })
}
