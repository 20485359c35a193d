import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Tests of what only computes: they leave nothing behind, and need not each load everything anew. */
const PURE = ['test/core/**/*.test.ts', 'test/data/**/*.test.ts']

/** What says how fast a page is, while nothing else runs: after all others. */
const MEASURED = 'test/browser/live.test.ts'

export default defineConfig({
  test: {
    // Where other work shares the machine, what takes five seconds alone has taken thirty.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Many files wait for services more than they compute: three at a time also where there are two cores.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: { name: 'core', include: PURE, setupFiles: ['test/matchers.ts'], isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'service',
          include: ['test/**/*.test.ts'],
          // Commands of their own: see package.json.
          exclude: [
            ...['slow', 'faults', 'fuzz', 'load', 'image', 'browser/more'].map(
              (folder) => `test/${folder}/**`,
            ),
            'node_modules/**',
            ...PURE,
            MEASURED,
          ],
          setupFiles: ['test/matchers.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'measured',
          include: [MEASURED],
          setupFiles: ['test/matchers.ts'],
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
