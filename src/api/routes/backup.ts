import { once } from 'node:events'
import { createReadStream, type ReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { IN_MEMORY } from '../../jobs/open-database.ts'
import { removeDatabase } from '../../jobs/sqlite-backup.ts'
import { StoreFull } from '../../jobs/store.ts'
import { Problem } from '../problems.ts'
import { problems } from '../schemas/problem.ts'

/** Where a copy is made; a service that is killed meanwhile leaves it, and the next one removes it. */
const COPY = 'antagon.backup'

/** A copy of the whole store, made while the service works. */
export async function backupRoute(app: FastifyInstance): Promise<void> {
  const { embedded, config } = app.services
  const inMemory = config.dataFolder === IN_MEMORY
  const copy = join(config.dataFolder, COPY)
  if (!inMemory) await removeDatabase(copy)
  let busy = false
  app.get(
    '/v1/backup',
    {
      config: { scope: 'admin' },
      // Asking only for the headers would make a copy too.
      exposeHeadRoute: false,
      schema: {
        operationId: 'backup',
        summary: 'Copy the whole store, while it is in use',
        description:
          'One SQLite file with all jobs, logs, results and classifiers of all keys as they are at one moment, and ' +
          'none of the keys; `npm run restore` takes it. One copy is made at a time.',
        tags: ['probes'],
        response: {
          200: {
            description: 'The store',
            content: {
              'application/vnd.sqlite3': {
                schema: Type.Unsafe<string>({ type: 'string', format: 'binary' }),
              },
            },
          },
          ...problems(409, 507),
        },
      },
    },
    async (_, reply) => {
      if (embedded === null)
        throw new Problem(409, {
          code: 'kept-elsewhere',
          detail: 'this service keeps its jobs in Redis, whose own copies are to be used',
        })
      if (inMemory)
        throw new Problem(409, {
          code: 'nothing-kept',
          detail: 'this service keeps its jobs in memory alone',
        })
      if (busy) throw alreadyCopying()
      busy = true
      try {
        await embedded.backup(copy)
        const file = await openUnnamed(copy)
        file.stream.once('close', () => (busy = false))
        // Whoever asked may have gone while the copy was made.
        if (reply.raw.destroyed) file.stream.destroy()
        return reply
          .type('application/vnd.sqlite3')
          .header('Content-Length', file.bytes)
          .header('Content-Disposition', `attachment; filename="${fileName(new Date())}"`)
          .header('Cache-Control', 'no-store')
          .send(file.stream)
      } catch (error) {
        busy = false
        if (error instanceof StoreFull)
          throw new Problem(507, { code: 'storage-full', detail: error.message })
        throw error
      }
    },
  )
}

/** Opens a file and takes its name away, so that nothing is left of it once it is closed, however that happens. */
async function openUnnamed(path: string): Promise<{ stream: ReadStream; bytes: number }> {
  const { size: bytes } = await stat(path)
  const stream = createReadStream(path)
  try {
    await once(stream, 'open')
  } finally {
    await removeDatabase(path)
  }
  return { stream, bytes }
}

function alreadyCopying(): Problem {
  return new Problem(
    429,
    { code: 'backup-running', detail: 'another copy is being made or sent; one is made at a time' },
    { 'Retry-After': '10' },
  )
}

function fileName(now: Date): string {
  return `antagon-${now.toISOString().slice(0, 19).replaceAll(':', '')}Z.sqlite`
}
