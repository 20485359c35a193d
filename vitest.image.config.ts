import { defineConfig } from 'vitest/config'

/** What holds of the container's image and of what runs of it; `npm run test:image` builds the image, then starts these. */
export default defineConfig({
  test: {
    include: ['test/image/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // Each line as it is done: the figures stand beside the names.
    reporters: ['verbose'],
  },
})
