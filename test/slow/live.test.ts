import { expect, test } from 'vitest'
import { describeInBrowser } from '../browser/browser.ts'
import { measureLive } from '../browser/live-figures.ts'

describeInBrowser('watching a million iterations with a frame each', () => {
  test('leaves the page 50 pictures a second, and its memory as it was', async () => {
    const figures = await measureLive(1_000_000)
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
    expect(figures.framesPerSecond).toBeGreaterThan(10_000)
    expect(figures.picturesPerSecond).toBeGreaterThanOrEqual(50)
    expect(figures.heap.end - figures.heap.early).toBeLessThan(4_000_000)
  })
})
