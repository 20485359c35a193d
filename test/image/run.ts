import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeBaseImages } from './base-images.ts'
import { Buildah } from './buildah.ts'
import type { BuiltImage } from './built-image.ts'
import { isInstalled } from './command.ts'

/**
 * `npm run test:image`: builds the image with the project's Dockerfile, without a Docker engine, and runs its tests, which find it by
 * `ANTAGON_IMAGE`. Needs root. Leaves nothing behind.
 */

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const PROGRAMS = ['buildah', 'mmdebstrap', 'runc', 'unshare', 'ip', 'npm']
const NAME = 'localhost/antagon'

const missing = PROGRAMS.filter((program) => !isInstalled(program))
if (missing.length > 0) say(`SKIPPED, for want of ${missing.join(', ')}`)
else if (process.getuid?.() !== 0) say('SKIPPED, as it is not run by root, who alone can make file systems')
else await main()

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'antagon-image-'))
  const buildah = new Buildah(folder)
  try {
    timed('made the base images', () => makeBaseImages(buildah, join(folder, 'base')))
    timed('built the image', () => buildah.build(NAME, join(PROJECT, 'Dockerfile'), PROJECT))
    const file = join(folder, 'image.json')
    writeFileSync(file, JSON.stringify(builtImage(buildah, folder)))
    process.exitCode = await runTests(file)
  } finally {
    buildah.removeAll()
    rmSync(folder, { recursive: true })
  }
}

function builtImage(buildah: Buildah, folder: string): BuiltImage {
  const container = buildah.run('from', '--pull-never', NAME).trim()
  const { Docker } = JSON.parse(buildah.run('inspect', '--type', 'image', NAME)) as {
    Docker: { config: BuiltImage['config'] }
  }
  return {
    config: Docker.config,
    files: buildah.run('mount', container).trim(),
    size: buildah.run('images', '--format', '{{.Size}}', NAME).trim(),
    folder,
  }
}

/** Runs the tests where there is no network but loopback: what is in the container may bind all addresses there. Gives their exit code. */
async function runTests(image: string): Promise<number> {
  const tests = spawn(
    'unshare',
    [
      ...['--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', process.execPath],
      join(PROJECT, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--config', 'vitest.image.config.ts'],
    ],
    { cwd: PROJECT, stdio: 'inherit', env: { ...process.env, ANTAGON_IMAGE: image } },
  )
  const [code] = (await once(tests, 'exit')) as [number | null]
  return code ?? 1
}

function timed(what: string, work: () => void): void {
  const start = performance.now()
  work()
  say(`${what} in ${Math.round((performance.now() - start) / 1000)} s`)
}

function say(line: string): void {
  process.stdout.write(`test:image: ${line}\n`)
}
