import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Keys } from './api/keys.ts'
import type { ServiceMetrics } from './api/metrics/service-metrics.ts'
import { scopeMissing, unauthorised } from './api/plugins/authentication.ts'
import { CONNECTION_LIMITS, connectionOptions, registerExpectations } from './api/plugins/connections.ts'
import { registerOrigins } from './api/plugins/origins.ts'
import { registerSecurityHeaders } from './api/plugins/security-headers.ts'
import { Problem, registerProblems, storeProblem } from './api/problems.ts'
import type { Config } from './config.ts'
import type { SharedWorker } from './shared-back-end.ts'
import { VERSION } from './version.ts'

/** What a worker's own endpoint tells of. */
export interface WorkerServices {
  readonly config: Config
  readonly worker: Pick<SharedWorker, 'store' | 'running'>
  readonly metrics: ServiceMetrics
  /** Who may read the metrics; null: whoever can ask. */
  readonly keys: Keys | null
}

/** Probes and metrics of a worker, not yet listening. It takes no jobs: those are for the service. */
export async function buildWorkerApp(
  services: WorkerServices,
  logger: FastifyBaseLogger,
): Promise<FastifyInstance> {
  const connections = connectionOptions(CONNECTION_LIMITS)
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    ...connections.options,
    http: connections.http,
  })
  registerProblems(app)
  registerSecurityHeaders(app)
  registerExpectations(app)
  await registerOrigins(app, services)
  app.get('/healthz', async () => ({ status: 'alive' }))
  app.get('/readyz', async (request) => {
    const problem = await whyUnready(services)
    if (problem === null) return { status: 'ready' }
    request.log.error({ err: problem }, 'the worker can take no jobs')
    throw problem
  })
  app.get('/metrics', async (request, reply) => {
    admit(services, request.headers.authorization)
    const ready = (await whyUnready(services)) === null
    // What is in the store is told by the processes of the service: told by each, it would count many times.
    const state = { ready, version: VERSION, mostQueued: null, census: null, disk: null }
    const { mediaType, text } = await services.metrics.exposition(state)
    return reply.type(mediaType).send(text)
  })
  return app
}

async function whyUnready({ worker }: WorkerServices): Promise<Problem | null> {
  if (!worker.running())
    return new Problem(503, { code: 'stopping', detail: 'the worker takes no more jobs' })
  try {
    await worker.store.probe()
    return null
  } catch (error) {
    const { status, fields, headers } = storeProblem(error)
    return new Problem(status, fields, headers)
  }
}

/** Throws a `Problem`: 401 or 403. */
function admit({ keys }: WorkerServices, authorization: string | undefined): void {
  if (keys === null) return
  const principal = keys.authenticate(authorization, Date.now())
  if (principal === undefined) throw unauthorised()
  if (!principal.scopes.has('metrics')) throw scopeMissing('metrics')
}
