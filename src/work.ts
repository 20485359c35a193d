import { runProcess } from './run-process.ts'
import { startWorker } from './worker-service.ts'

await runProcess(async (config, logger) => {
  const worker = await startWorker(config, logger)
  logger.info({ workers: config.workers }, 'running jobs')
  return worker
})
