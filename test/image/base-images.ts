import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Buildah } from './buildah.ts'
import { command, npmFolder } from './command.ts'

const NODE = fileURLToPath(new URL(`../../node_modules/node-linux-${process.arch}/bin/node`, import.meta.url))
const SUITE = 'bookworm'

/** What slim images leave out of the packages. */
const LEFT_OUT = ['doc', 'man', 'info', 'locale', 'lintian']

/** The library that Node needs beyond those of a small Debian, and where Debian has it. */
const LIBRARY = 'libatomic.so.1.2.0'
const LIBRARIES = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`

/**
 * Makes the images that the Dockerfile starts from, without a registry: a small Debian of packages from the mirror that apt is set up with, and
 * on it the lockfile's Node with this machine's npm.
 */
export function makeBaseImages(buildah: Buildah, folder: string): void {
  mkdirSync(folder)
  packDebian(folder)
  command('cp', ['--recursive', npmFolder(), join(folder, 'npm')])
  command('cp', ['--dereference', NODE, folder])
  makeImage(buildah, folder, `debian:${SUITE}-slim`, ['FROM scratch', 'ADD debian.tar /', 'CMD ["bash"]'])
  makeImage(buildah, folder, `node:26-${SUITE}-slim`, [
    `FROM debian:${SUITE}-slim`,
    'COPY node /usr/local/bin/',
    'COPY npm /usr/local/lib/node_modules/npm',
    `COPY ${LIBRARY} ${LIBRARIES}/`,
    'RUN ldconfig && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && npm --version',
  ])
}

function makeImage(buildah: Buildah, folder: string, name: string, steps: readonly string[]): void {
  const file = join(folder, 'Containerfile')
  writeFileSync(file, `${steps.join('\n')}\n`)
  // Under the full name that a Dockerfile's short one stands for.
  buildah.build(`docker.io/library/${name}`, file, folder)
}

/** Packs a small Debian as `debian.tar`, and beside it the library, which it does not have. */
function packDebian(folder: string): void {
  const hooks = [
    `copy-out ${LIBRARIES}/${LIBRARY} ${folder}`,
    'chroot "$1" dpkg --purge libatomic1',
    'rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/*/* "$1"/var/log/*',
  ]
  command('mmdebstrap', [
    ...['--variant=minbase', '--include=usr-is-merged,libatomic1'],
    // Else a package that merges the folders comes, with all of Perl.
    '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr',
    ...LEFT_OUT.map((part) => `--dpkgopt=path-exclude=/usr/share/${part}/*`),
    ...hooks.map((hook) => `--customize-hook=${hook}`),
    ...[SUITE, join(folder, 'debian.tar')],
    ...mirrors(),
  ])
}

/** Where apt finds this suite on this machine; nothing where it has another one, as mmdebstrap then knows a place. */
function mirrors(): string[] {
  const targets = command('apt-get', [
    'indextargets',
    ...['--format', '$(CODENAME) $(COMPONENT) $(REPO_URI)', 'Created-By: Packages', 'Origin: Debian'],
  ])
  return targets.split('\n').flatMap((line) => {
    const [codename, component, address] = line.split(' ')
    return codename?.startsWith(SUITE) && component === 'main' ? [`deb ${address} ${codename} main`] : []
  })
}
