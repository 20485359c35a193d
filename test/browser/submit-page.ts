import type { Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import type { Job } from '../../src/dashboard/service/client.ts'
import { shortDescent } from '../api/specs.ts'
import { startTestService, type TestService } from '../service.ts'
import { expectAccessible } from './accessibility.ts'
import { fitsWidth, openPage } from './browser.ts'

/** The service of a test file about this page. */
export let service: TestService
/** A job that it has done. */
export let former: Job

beforeAll(async () => {
  service = await startTestService()
  const headers = { prefer: 'wait=20' }
  // Without a seed: the service draws one.
  former = await get<Job>('/v1/attacks', { body: shortDescent(), headers })
})

export async function get<T>(path: string, options = {}): Promise<T> {
  return (await (await service.request(path, options)).json()) as T
}

export const specField = (page: Page) => page.getByLabel('Spec (JSON)')

export async function openSpec(query: string, options = {}): Promise<Page> {
  const page = await openPage(`${service.url}/submit${query}`, options)
  await specField(page).waitFor()
  return page
}

/** The spec that stands in the field, as soon as one does. */
export async function specShown(page: Page): Promise<Record<string, unknown>> {
  await page.waitForFunction(() => document.querySelector('textarea')?.value !== '')
  return JSON.parse(await specField(page).inputValue()) as Record<string, unknown>
}

/** Fails where the page, as wide as this, keeps somebody out. */
export async function expectNobodyKeptOut(width: number, dark: boolean): Promise<void> {
  const page = await openSpec('?preset=letters-3-2', { width, dark })
  await page.getByText('Fields of the spec').waitFor()
  await expectAccessible(page)
  expect(await fitsWidth(page)).toBe(true)
  await specField(page).fill('{')
  await page.getByText('Line 1, column 2').waitFor()
  await expectAccessible(page)
}
