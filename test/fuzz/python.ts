import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url))
const FOLDER = fileURLToPath(new URL('../../build/schemathesis', import.meta.url))
const INSTALLED = join(FOLDER, 'requirements.txt')

/** What pip says where it reaches no index; an index without one of the pinned versions names those that it has. */
const NO_INDEX = /from versions: none|NewConnectionError|Max retries exceeded/

const PATIENCE_MS = 300_000

/** Why there is no schemathesis, in a sentence's words. */
export interface Missing {
  readonly missing: string
}

/** The path of schemathesis in an environment of Python's that is made where it is missing or out of date. */
export function installSchemathesis(): string | Missing {
  const command = join(FOLDER, 'bin', 'st')
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === readFileSync(REQUIREMENTS, 'utf8'))
    return command
  rmSync(FOLDER, { recursive: true, force: true })
  const made = spawnSync('python3', ['-m', 'venv', FOLDER], { encoding: 'utf8' })
  if (made.status !== 0)
    return { missing: `python3 -m venv does not work (${made.error?.message ?? made.stdout.trim()})` }
  const options = ['install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', REQUIREMENTS]
  const installed = spawnSync(join(FOLDER, 'bin', 'pip'), options, { encoding: 'utf8', timeout: PATIENCE_MS })
  if (installed.status !== 0) {
    const reason = `pip cannot install it (${installed.error?.message ?? installed.stderr.trim()})`
    if (NO_INDEX.test(installed.stderr)) return { missing: reason }
    throw new Error(reason)
  }
  // Only now: an installation that was broken off is begun anew.
  copyFileSync(REQUIREMENTS, INSTALLED)
  return command
}
