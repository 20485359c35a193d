import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * `npm run build`: builds the dashboard where it is not built, or what it is made of is newer. Without the packages that
 * build it, as in an installation for production, it says so, and the service runs without.
 */

const ROOT = join(import.meta.dirname, '..')
const BUILT = join(ROOT, 'dist/dashboard/index.html')
const SOURCES = [
  'src/dashboard',
  'src/look',
  'src/core/digits',
  'src/lazily.ts',
  'vite.config.ts',
  'package-lock.json',
]

function newestOf(path: string): number {
  const { mtimeMs } = statSync(path)
  if (!statSync(path).isDirectory()) return mtimeMs
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newestOf(join(path, name))))
}

const newest = Math.max(...SOURCES.map((source) => newestOf(join(ROOT, source))))
if (!existsSync(BUILT) || statSync(BUILT).mtimeMs < newest) {
  if (existsSync(join(ROOT, 'node_modules/vite'))) {
    const { build } = await import('vite')
    await build({ configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn' })
  } else {
    process.stderr.write('antagon: the dashboard is not built anew, since vite is not installed\n')
  }
}
