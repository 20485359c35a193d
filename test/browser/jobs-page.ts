import type { Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import type { Job } from '../../src/dashboard/service/client.ts'
import { emptyReceptors } from '../api/specs.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { startTestService, type TestService } from '../service.ts'
import { submissionPath } from '../submission-path.ts'
import { expectAccessible } from './accessibility.ts'
import { fitsWidth, openPage } from './browser.ts'

/** The service of a test file about this page. */
export let service: TestService
beforeAll(async () => {
  service = await startTestService()
})

export async function submit(body: object, wait = 20): Promise<Job> {
  const headers = { prefer: `wait=${wait}` }
  return (await (await service.request(submissionPath(body), { body, headers })).json()) as Job
}

/** Twelve jobs that are done; the last one is a descent, which is given back. */
export async function submitTwelve(): Promise<Job> {
  for (let seed = 0; seed < 11; seed++) await submit(emptyReceptors(2, 1, 0.1))
  return submit(SHORT_DESCENT)
}

/** The kinds of the jobs that a page lists, in order, as soon as it lists so many. */
export async function kindsShown(page: Page, count: number): Promise<string[]> {
  await page.getByText(new RegExp(`^${count} jobs? on this page`)).waitFor()
  return page.getByRole('rowheader').getByRole('link').allTextContents()
}

/** Fails where the page, with twelve jobs and as wide as this, keeps somebody out. */
export async function expectNobodyKeptOut(width: number, dark: boolean): Promise<void> {
  const page = await openPage(`${service.url}/jobs`, { width, dark })
  await kindsShown(page, 12)
  await page
    .getByRole('button', { name: /^Delete/ })
    .first()
    .click()
  await expectAccessible(page)
  expect(await fitsWidth(page)).toBe(true)
}
