import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Commands of their own: see package.json.
    exclude: ['test/slow/**', 'test/faults/**', 'test/browser/more/**', 'node_modules/**'],
    setupFiles: ['test/matchers.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Many files wait for services more than they compute: two at a time also where there are two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
