import { defineConfig } from 'vitest/config'

/** Checks that take minutes: `npm run test:digits`. */
export default defineConfig({
  test: {
    include: ['test/slow/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 600_000,
  },
})
