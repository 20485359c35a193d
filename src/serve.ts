import { flushCompileCache } from 'node:module'
import closeWithGrace from 'close-with-grace'
import { readConfig } from './config.ts'
import { StoreUnusable } from './jobs/store.ts'
import { openLog } from './logging.ts'
import { startService } from './service.ts'
import { ConfigError, readEnvironment } from './settings.ts'

/** The service was set up wrongly, or its store cannot be used: starting it again will not help. */
const EXIT_UNUSABLE = 2

try {
  const config = readConfig(readEnvironment())
  const logger = openLog(config.logLevel)
  const starting = startService(config, logger)
  // Before the service says that it listens, from when on it may be told to stop.
  const { uninstall } = closeWithGrace(
    { delay: config.shutdownPatienceMs + 5000, logger: { error: (line: string) => logger.error(line) } },
    async ({ signal, err }) => {
      if (err) logger.error({ err }, 'stopping after an error')
      else logger.info({ signal }, 'stopping')
      await (await starting).close()
      logger.info('stopped')
    },
  )
  await starting.catch((error: unknown) => {
    uninstall()
    throw error
  })
  // Otherwise it is written when the process ends by itself, which a service seldom does.
  flushCompileCache()
  logger.info({ workers: config.workers, data: config.dataFolder }, 'taking jobs')
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof StoreUnusable)) throw error
  process.stderr.write(`antagon: ${error.message}\n`)
  process.exitCode = EXIT_UNUSABLE
}
