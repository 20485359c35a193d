import accepts from '@fastify/accepts'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { OpenRequests } from './api/open-requests.ts'
import { registerAuthentication } from './api/plugins/authentication.ts'
import { registerBodies } from './api/plugins/bodies.ts'
import { registerCompression } from './api/plugins/compression.ts'
import {
  CONNECTION_LIMITS,
  connectionOptions,
  endRefusedUpgrade,
  registerExpectations,
} from './api/plugins/connections.ts'
import { registerOpenApi } from './api/plugins/openapi.ts'
import { registerOrigins } from './api/plugins/origins.ts'
import { registerRequests } from './api/plugins/requests.ts'
import { registerSecurityHeaders, SECURITY_HEADERS } from './api/plugins/security-headers.ts'
import { Problem, registerProblems, sendProblem } from './api/problems.ts'
import { backupRoute } from './api/routes/backup.ts'
import { classifierRoutes } from './api/routes/classifiers.ts'
import { dashboardRoutes } from './api/routes/dashboard.ts'
import { documentRoutes } from './api/routes/documents.ts'
import { healthRoutes } from './api/routes/health.ts'
import { jobRoutes } from './api/routes/jobs.ts'
import { methodRoutes } from './api/routes/methods.ts'
import { metricsRoute } from './api/routes/metrics.ts'
import { modelRoutes } from './api/routes/models.ts'
import { panelRoutes } from './api/routes/panels.ts'
import { presetRoutes } from './api/routes/presets.ts'
import { resultRoute } from './api/routes/results.ts'
import { streamEventsRoute } from './api/routes/stream-events.ts'
import { streamSocketRoute } from './api/routes/stream-socket.ts'
import { submissionRoute } from './api/routes/submissions.ts'
import { ticketRoutes } from './api/routes/tickets.ts'
import { usageRoute } from './api/routes/usage.ts'
import type { Services } from './api/services.ts'
import { SCHEMA_COMPILERS } from './api/validation.ts'
import { VERSION } from './version.ts'

/** A stop waits so long (ms) for answers that are under way: clients that do not read would hold it up. */
const ANSWER_PATIENCE_MS = 1000

/**
 * The HTTP side of the service, not yet listening. Closing it first lets running jobs reach a safe point, then ends
 * all streams, then stops answering; the store stays open.
 */
export async function buildApp(
  services: Services,
  logger: FastifyBaseLogger,
  limits = CONNECTION_LIMITS,
): Promise<FastifyInstance> {
  const connections = connectionOptions(limits)
  const { trustedProxies } = services.config
  const app = Fastify({
    loggerInstance: logger,
    // Requests are not logged one by one, but for those who debug: a service left alone for months would fill its disk.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: services.config.bodyLimit,
    schemaController: { compilersFactory: SCHEMA_COMPILERS },
    forceCloseConnections: true,
    ...connections.options,
    // Without any, what headers say of a request's way here is not believed.
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // Fastify's own answer while it closes is no problem detail; ours is below.
    return503OnClosing: false,
    // Some clients offer HTTP/2 with every request, which one may ignore; without this the offer would be refused.
    http: {
      ...connections.http,
      shouldUpgradeCallback: ({ method, headers }) =>
        method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket',
    },
    // Paths that no route can read come here, past the error handler.
    frameworkErrors(error, request, reply) {
      reply.raw.once('finish', () => endRefusedUpgrade(request.raw))
      void sendProblem(error, request, reply.headers(SECURITY_HEADERS))
    },
  })
  app.decorate('services', services)
  registerRequests(app)
  registerProblems(app)
  registerSecurityHeaders(app)
  registerExpectations(app)
  registerBodies(app)
  const requests = new OpenRequests()
  requests.watch(app)
  let stopping = false
  app.addHook('onRequest', async () => {
    if (stopping)
      throw new Problem(503, { code: 'stopping', detail: 'the service is stopping' }, { 'Retry-After': '5' })
  })
  app.addHook('preClose', async () => {
    stopping = true
    await services.runner.stop(services.config.shutdownPatienceMs)
    services.streams.stopAll()
    // Streams of events come to their end, and requests that waited for a job are answered, before their connections are closed.
    await requests.answered(ANSWER_PATIENCE_MS)
  })
  await app.register(accepts)
  registerCompression(app)
  await registerOpenApi(app, VERSION)
  // Before the authentication, which lets sockets pass: their own route refuses them.
  await streamSocketRoute(app)
  // After the sockets' plugin, which ends the connection of an upgrade that is refused.
  await registerOrigins(app, services)
  await registerAuthentication(app)
  submissionRoute(app, 'attack', '/v1/attacks', 'Submit an attack')
  submissionRoute(app, 'simulation', '/v1/simulations', 'Submit a simulation')
  submissionRoute(app, 'training', '/v1/trainings', 'Submit a training')
  await jobRoutes(app)
  await resultRoute(app)
  await streamEventsRoute(app)
  await ticketRoutes(app)
  await usageRoute(app)
  await backupRoute(app)
  await modelRoutes(app)
  await methodRoutes(app)
  await panelRoutes(app)
  await classifierRoutes(app)
  await presetRoutes(app)
  await healthRoutes(app)
  await metricsRoute(app, VERSION)
  await documentRoutes(app, VERSION)
  await dashboardRoutes(app)
  return app
}
