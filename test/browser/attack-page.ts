import { beforeAll } from 'vitest'
import { startTestService, type TestService } from '../service.ts'
import { openPage, type PageOptions } from './browser.ts'

/** The service of a test file about this page. */
export let service: TestService
beforeAll(async () => {
  service = await startTestService()
})

export const open = (path: string, options: PageOptions = {}) =>
  openPage(service.url + path, { stillness: true, ...options })
