import { flushCompileCache } from 'node:module'
import closeWithGrace from 'close-with-grace'
import type { Logger } from 'pino'
import { type Config, readConfig } from './config.ts'
import { StoreUnusable } from './jobs/store.ts'
import { openLog } from './logging.ts'
import { ConfigError, readEnvironment } from './settings.ts'

/** The process was set up wrongly, or its store cannot be used: starting it again will not help. */
const EXIT_UNUSABLE = 2

/**
 * Starts what a process is there for with the settings in its environment, and ends it when it is told to stop. Settings
 * or a store that cannot be used end the process with one line and code 2.
 */
export async function runProcess(
  start: (config: Config, logger: Logger) => Promise<{ close(): Promise<void> }>,
): Promise<void> {
  try {
    const config = readConfig(readEnvironment())
    const logger = openLog(config.logLevel)
    const starting = start(config, logger)
    // Before it says that it has started, from when on it may be told to stop.
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
    // Otherwise it is written when the process ends by itself, which it seldom does.
    flushCompileCache()
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof StoreUnusable)) throw error
    process.stderr.write(`antagon: ${error.message}\n`)
    process.exitCode = EXIT_UNUSABLE
  }
}
