import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url))
const FOLDER = fileURLToPath(new URL('../../build/schemathesis', import.meta.url))
const INSTALLED = join(FOLDER, 'requirements.txt')

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
  const installed = spawnSync(join(FOLDER, 'bin', 'pip'), options, { encoding: 'utf8' })
  if (installed.status !== 0) return { missing: `pip cannot install it (${installed.stderr.trim()})` }
  // Only now: an installation that was broken off is begun anew.
  copyFileSync(REQUIREMENTS, INSTALLED)
  return command
}
