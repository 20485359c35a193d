import type { Locator, Page } from 'playwright-core'
import { beforeAll } from 'vitest'
import { startTestService, type TestService } from '../service.ts'
import { openPage, type PageOptions } from './browser.ts'

/** The service of a test file about this page. */
export let service: TestService
beforeAll(async () => {
  service = await startTestService()
})

export const open = (query: string, options?: PageOptions) =>
  openPage(`${service.url}/antagonism${query}`, options)

export const jobs = async () =>
  ((await (await service.request('/v1/jobs')).json()) as { jobs: { id: string; kind: string }[] }).jobs

/** The findings under the curve, once they are of what the sliders say. */
export function findings(page: Page): Locator {
  return page.locator('section[aria-label="Critical points"][aria-busy="false"]')
}
