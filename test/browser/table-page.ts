import type { Locator, Page } from 'playwright-core'
import { beforeAll } from 'vitest'
import type { DescentShape } from '../../src/api/result-shapes.ts'
import { startTestService, type TestService } from '../service.ts'

/** The service of a test file about this page. */
export let service: TestService
beforeAll(async () => {
  service = await startTestService()
})

export const CELLS = [1, 2, 3, 4, 5].flatMap((N) => Array.from({ length: N }, (_, m) => ({ N, m })))

export const run = (page: Page) => page.getByRole('button', { name: 'Run the whole table' })
export const done = (page: Page, text: string | RegExp = '15 of 15 done') => page.getByText(text).waitFor()
export const jobsOf = (page: Page) => (new URL(page.url()).searchParams.get('jobs') ?? '').split(',')
export const notice = (page: Page) => page.getByRole('alert')

/** What a histogram's or a picture's cell at a place of the matrix holds. */
export function cellAt(page: Page, row: number, column: number): Locator {
  return page.locator('table.matrix tbody tr').nth(row).locator('td').nth(column)
}

export async function readJson<T>(path: string): Promise<T> {
  return (await (await service.request(path)).json()) as T
}

export const resultOf = (id: string) => readJson<DescentShape>(`/v1/jobs/${id}/result`)
