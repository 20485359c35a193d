import { defineConfig } from 'vitest/config'

/** Many clients at once, and for long: `npm run test:load`; a shorter form with SHORT=1. */
export default defineConfig({
  test: {
    include: ['test/load/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 7_200_000,
    hookTimeout: 120_000,
    // Their figures are of a service that has the machine to itself.
    maxWorkers: 1,
    disableConsoleIntercept: true,
  },
})
