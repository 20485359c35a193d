import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Tests of what only computes: they leave nothing behind, and need not each load everything anew. */
const PURE = ['test/core/**/*.test.ts', 'test/data/**/*.test.ts']

/** Tests that ask services of this process: they close what they open, and need not each load everything anew. */
const API = ['test/api/**/*.test.ts']

/** One that replaces modules of the service, which no other may see. */
const REPLACING = ['test/api/needed-classifiers.test.ts']

/** What says how fast a page is, while nothing else runs: after all others. */
const MEASURED = 'test/browser/live.test.ts'

/** What has commands of its own: see package.json. */
const OTHER_COMMANDS = [
  'slow',
  'faults',
  'fuzz',
  'load',
  'image',
  'cluster',
  'jobs/redis',
  'browser/more',
].map((folder) => `test/${folder}/**`)

export default defineConfig({
  test: {
    // Where other work shares the machine, what takes five seconds alone has taken thirty.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // Many files wait for services more than they compute: three at a time also where there are two cores.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    setupFiles: ['test/setup.ts'],
    projects: [
      { extends: true, test: { name: 'core', include: PURE, isolate: false } },
      { extends: true, test: { name: 'api', include: API, exclude: REPLACING, isolate: false } },
      { extends: true, test: { name: 'replacing', include: REPLACING } },
      {
        extends: true,
        test: {
          name: 'processes',
          include: ['test/**/*.test.ts'],
          exclude: [...OTHER_COMMANDS, ...PURE, ...API, MEASURED],
        },
      },
      {
        extends: true,
        test: { name: 'measured', include: [MEASURED], sequence: { groupOrder: 1 } },
      },
    ],
  },
})
