import { beforeAll, expect } from 'vitest'
import { startTestService, type TestService } from '../service.ts'
import { openPage } from './browser.ts'

/** What the first view may weigh. */
const MOST_BYTES = 150_000

let service: TestService
beforeAll(async () => {
  service = await startTestService({ workers: 1 })
})

/** Gzipped sizes of what a page loads before anything is done on it: its own files, and what it asks of the service. */
async function weightsOf(path: string): Promise<ReadonlyMap<string, number>> {
  const page = await openPage(service.url + path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
  const loaded = await page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(
      (entry) => ({
        file: new URL(entry.name).pathname,
        size: (entry as PerformanceResourceTiming).encodedBodySize,
      }),
    ),
  )
  const weights = new Map<string, number>()
  for (const { file, size } of loaded)
    weights.set(file, file.startsWith('/v1/') ? size : await gzippedSize(file))
  return weights
}

/** The browser takes files in a form that is smaller still. */
async function gzippedSize(file: string): Promise<number> {
  const { headers } = await service.request(file, { method: 'HEAD', headers: { 'accept-encoding': 'gzip' } })
  expect(headers.get('content-encoding')).toBe('gzip')
  return Number(headers.get('content-length'))
}

/** Fails where the first view of a page weighs too much. */
export async function expectLight(path: string): Promise<void> {
  const weights = await weightsOf(path)
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  expect(weights.size).toBeGreaterThan(3)
  expect(total).toBeGreaterThan(10_000)
  expect(total).toBeLessThan(MOST_BYTES)
}
