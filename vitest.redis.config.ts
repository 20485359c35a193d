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

/** The tests of the API and of its streams on Redis, and of what is only there: `npm run test:redis`; fewer with SHORT=1. */
export default defineConfig({
  test: {
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // As in vitest.config.ts.
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'api on redis',
          include: (SHORT ? MOST_TELLING : ['**/*']).map((name) => `test/api/${name}.test.ts`),
          // What is only of the embedded store, and what replaces modules.
          exclude: ['test/api/backup.test.ts', 'test/api/needed-classifiers.test.ts'],
          env: { ANTAGON_TEST_BACK_END: 'redis' },
          isolate: false,
        },
      },
      { extends: true, test: { name: 'redis', include: ['test/jobs/redis/**/*.test.ts'] } },
    ],
  },
})
