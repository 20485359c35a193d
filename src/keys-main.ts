import { runKeysCommand } from './api/keys-command.ts'
import { ConfigError } from './settings.ts'

try {
  const { out, err } = runKeysCommand(process.argv.slice(2))
  process.stdout.write(out)
  process.stderr.write(err)
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
