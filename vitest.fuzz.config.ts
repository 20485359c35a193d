import { defineConfig } from 'vitest/config'

/** Tens of thousands of hostile requests and conversations: `npm run test:fuzz`. */
export default defineConfig({
  test: {
    include: ['test/fuzz/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
    // Each has a service of its own, whose memory is looked at: they take turns, so that none starves another.
    fileParallelism: false,
    // The figures are printed as they are.
    disableConsoleIntercept: true,
  },
})
