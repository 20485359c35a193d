import { expect, test } from 'vitest'
import { describeInBrowser } from './browser.ts'
import { measureLive } from './live-figures.ts'

describeInBrowser('watching a job that makes over 10 000 frames a second', () => {
  // npm run test:live does the same with a million iterations.
  test('leaves the page 50 pictures a second, and its memory as it was', { timeout: 120_000 }, async () => {
    const { picturesPerSecond, framesPerSecond, heap } = await measureLive(500_000)
    expect(framesPerSecond).toBeGreaterThan(10_000)
    expect(picturesPerSecond).toBeGreaterThanOrEqual(50)
    expect(heap.end - heap.early).toBeLessThan(4_000_000)
  })
})
