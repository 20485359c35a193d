import { defineConfig } from 'vitest/config'

/** The tests of the API and of its streams, on Redis: `npm run test:redis`. */
export default defineConfig({
  test: {
    include: ['test/api/**/*.test.ts'],
    // What is only of the embedded store, and what replaces modules.
    exclude: ['test/api/backup.test.ts', 'test/api/needed-classifiers.test.ts'],
    setupFiles: ['test/setup.ts'],
    env: { ANTAGON_TEST_BACK_END: 'redis' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: 2,
    isolate: false,
  },
})
