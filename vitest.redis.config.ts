import { defineConfig } from 'vitest/config'
import { SHORT } from './test/short.ts'

/** What of the API depends most on where jobs are kept; all else is the same code on the same store's answers. */
const MOST_TELLING = [
  'cancelling',
  'jobs',
  'limits',
  'metrics',
  'simulations',
  'stopping',
  'stream-*',
  'submissions',
  'trainings',
]

/** The tests of the API and of its streams, on Redis: `npm run test:redis`; fewer of them with SHORT=1. */
export default defineConfig({
  test: {
    include: (SHORT ? MOST_TELLING : ['**/*']).map((name) => `test/api/${name}.test.ts`),
    // What is only of the embedded store, and what replaces modules.
    exclude: ['test/api/backup.test.ts', 'test/api/needed-classifiers.test.ts'],
    setupFiles: ['test/setup.ts'],
    env: { ANTAGON_TEST_BACK_END: 'redis' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // As in vitest.config.ts.
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2,
    isolate: false,
  },
})
