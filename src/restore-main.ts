import { parseArgs } from 'node:util'
import { IN_MEMORY } from './jobs/open-database.ts'
import { restoreStore } from './jobs/restore.ts'
import { StoreUnusable } from './jobs/store.ts'
import { ConfigError, dataFolderOf, readEnvironment } from './settings.ts'

const USAGE = 'usage: npm run --silent restore -- FILE [--replace]'

try {
  const { file, replace } = readArguments()
  const folder = dataFolderOf(readEnvironment())
  if (folder === IN_MEMORY) throw new ConfigError('ANTAGON_DATA is :memory:, which keeps nothing')
  const { jobs, former } = await restoreStore(file, folder, replace, new Date())
  process.stdout.write(`Restored ${file} to ${folder}: ${jobs} jobs.\n`)
  if (former !== null) process.stdout.write(`The store that was there is ${former} now.\n`)
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof StoreUnusable)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

function readArguments(): { file: string; replace: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { replace: { type: 'boolean', default: false } },
    })
    const [file, ...more] = positionals
    if (file !== undefined && more.length === 0) return { file, replace: values.replace }
  } catch (error) {
    throw new ConfigError(`${(error as Error).message} (${USAGE})`)
  }
  throw new ConfigError(USAGE)
}
