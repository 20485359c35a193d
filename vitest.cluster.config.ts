import { defineConfig } from 'vitest/config'

/** Processes on many hosts, which are cut off and killed: `npm run test:cluster`; a shorter form with SHORT=1. */
export default defineConfig({
  test: {
    include: ['test/cluster/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
    // Each has a network of half a dozen processes: they take turns.
    fileParallelism: false,
    // The figures are printed as they are.
    disableConsoleIntercept: true,
  },
})
