import type { FastifyInstance } from 'fastify'
import { isDeeperThan } from '../json-depth.ts'
import { Problem } from '../problems.ts'

/** No body that has a meaning is nested half as deep; what goes through it step by step should not have to go deeper. */
const MOST_LEVELS = 64

/**
 * Takes JSON alone, as it is: a compressed body is refused (a small one may stand for a large one), so is one that is
 * nested too deep, and one with a key that would change the prototype of what it is read into.
 */
export function registerBodies(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers }) => {
    const encoding = headers['content-encoding']?.toLowerCase() ?? 'identity'
    if (encoding === 'identity') return
    throw new Problem(
      415,
      { code: 'unsupported-content-encoding', detail: `bodies are taken as they are, not as ${encoding}` },
      { 'Accept-Encoding': 'identity' },
    )
  })
  const parse = app.getDefaultJsonParser('error', 'error')
  // Fastify takes plain text of its own accord.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (isDeeperThan(MOST_LEVELS, body)) {
      const detail = `the body is nested deeper than ${MOST_LEVELS} levels`
      done(new Problem(400, { code: 'too-deep', detail }))
      return
    }
    // Fastify's own parser calls back, and never answers with a promise.
    void parse(request, body, done)
  })
}
