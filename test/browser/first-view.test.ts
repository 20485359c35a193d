import { beforeAll, expect, test } from 'vitest'
import { PAGES } from '../../src/dashboard/pages.ts'
import { startTestService, type TestService } from '../service.ts'
import { describeInBrowser, openPage } from './browser.ts'

/** What the first view may weigh: gzipped scripts, styles and documents. */
const MOST_BYTES = 150_000

let service: TestService
beforeAll(async () => {
  service = await startTestService({ workers: 1 })
})

/** Gzipped sizes of the files that a page loads before anything is done on it. */
async function weightsOf(path: string): Promise<ReadonlyMap<string, number>> {
  const page = await openPage(service.url + path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  const names = await page.evaluate(() => [
    location.pathname,
    ...performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
  ])
  const files = new Set(names.filter((name) => !name.startsWith('/v1/')))
  const weights = new Map<string, number>()
  for (const file of files) {
    const { headers } = await service.request(file, {
      method: 'HEAD',
      headers: { 'accept-encoding': 'gzip' },
    })
    expect(headers.get('content-encoding')).toBe('gzip')
    weights.set(file, Number(headers.get('content-length')))
  }
  return weights
}

describeInBrowser('the first view', () => {
  test.each([PAGES.attack, PAGES.table, PAGES.antagonism, PAGES.digits, PAGES.jobs])(
    'of %s weighs under 150 kB gzipped',
    async (path) => {
      const weights = await weightsOf(path)
      const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
      expect(weights.size).toBeGreaterThan(3)
      expect(total).toBeGreaterThan(10_000)
      expect(total).toBeLessThan(MOST_BYTES)
    },
  )
})
