import { defineConfig } from 'vitest/config'

/** Services that are ended at many moments, and again and again: `npm run test:faults`. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Each starts one service after the other, and waits for them.
    maxWorkers: 2,
  },
})
