import type { FastifyBaseLogger } from 'fastify'
import type { Config } from '../../config.ts'
import { VERSION } from '../../version.ts'
import { type Tracing, UNRECORDED } from './tracing.ts'

/** OpenTelemetry is loaded only where it is switched on. */
export async function openTracing({ tracesUrl }: Config, logger: FastifyBaseLogger): Promise<Tracing> {
  if (tracesUrl === null) return UNRECORDED
  const { recordTraces } = await import('./open-telemetry.ts')
  return recordTraces(tracesUrl, VERSION, logger)
}
