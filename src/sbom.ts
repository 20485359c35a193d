import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Spec, Validation } from '@cyclonedx/cyclonedx-library'

/** `npm run sbom`: writes the bill of materials of what the service runs on, and holds it against the schema of CycloneDX. */

const FILE = 'build/sbom.cdx.json'

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies?: object
}

interface Lockfile {
  readonly packages: Readonly<Record<string, Manifest & { readonly dev?: boolean }>>
}

interface Bill {
  readonly specVersion: Spec.Version
  readonly components: readonly { readonly name: string; readonly group?: string }[]
}

const manifest = read<Manifest>('package.json')
const text = billOf(manifest, read<Lockfile>('package-lock.json'))
const { specVersion, components } = JSON.parse(text) as Bill
const fault = await new Validation.JsonStrictValidator(specVersion).validate(text)
if (fault !== null)
  throw new Error(`what npm writes is not CycloneDX ${specVersion}: ${JSON.stringify(fault)}`)
const names = components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`))
const missing = Object.keys(manifest.dependencies).filter((name) => !names.includes(name))
if (missing.length > 0) throw new Error(`the bill of materials lacks ${missing.join(', ')}`)
mkdirSync('build', { recursive: true })
writeFileSync(FILE, text)
process.stdout.write(`${FILE}: ${components.length} components, valid CycloneDX ${specVersion}\n`)

/** What npm makes of the packages without those for development: told to omit these, it leaves out what both need. */
function billOf({ devDependencies: _, ...production }: Manifest, lockfile: Lockfile): string {
  const folder = mkdtempSync(join(tmpdir(), 'antagon-sbom-'))
  try {
    const { devDependencies: __, ...root } = lockfile.packages['']!
    const kept = Object.entries(lockfile.packages).filter(([path, { dev }]) => path !== '' && dev !== true)
    const packages = { '': root, ...Object.fromEntries(kept) }
    writeFileSync(join(folder, 'package.json'), JSON.stringify(production))
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...lockfile, packages }))
    return execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
      cwd: folder,
      encoding: 'utf8',
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T
}
