import { createKey } from './api/keys.ts'
import { ConfigError } from './config.ts'

const [file, name] = process.argv.slice(2)
try {
  if (file === undefined || name === undefined) throw new ConfigError('usage: npm run keys -- FILE NAME')
  const key = createKey(file, name)
  process.stdout.write(`${key}\n`)
  process.stderr.write(
    `Appended to ${file}. The key is shown this once; send it as “Authorization: Bearer KEY”.\n`,
  )
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
