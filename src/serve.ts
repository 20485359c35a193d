import { runProcess } from './run-process.ts'
import { startService } from './service.ts'

await runProcess(async (config, logger) => {
  const service = await startService(config, logger)
  const where = config.redis === null ? { workers: config.workers, data: config.dataFolder } : {}
  logger.info(where, config.redis === null ? 'taking jobs' : 'taking jobs for the workers of others')
  return service
})
